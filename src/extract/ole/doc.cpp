// DOC: the text of a document of Word 6 to 2003. It has no places (behaviour 16.3).
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/utf8.h"
#include "extract/charsets/windows1252.h"
#include "extract/ole/readers.h"
#include "extract/ole/utf16_text.h"
#include "extract/streams.h"
#include "extract/zip/little_endian.h"

namespace macie_local::extract {
namespace {

// A stretch of the text, as it lies in the stream.
struct Piece {
  std::uint64_t begin = 0;
  std::uint64_t characters = 0;
  bool wide = false;  // of two bytes each
};

// Where the text is in a document.
struct Pieces {
  std::vector<Piece> pieces;
  std::string_view reason;  // why there are none, if there are none
};

// Copies bytes of a stream; fewer where it ends.
std::string Copy(const OleBytes& bytes, std::uint64_t position, std::uint64_t count) {
  std::string copy;
  while (count > 0) {
    const std::string_view some = bytes.At(position).substr(0, static_cast<std::size_t>(count));
    if (some.empty()) break;
    copy.append(some);
    position += some.size();
    count -= some.size();
  }
  return copy;
}

// The beginning of the stream says where all else is.
class Head {
 public:
  static constexpr std::size_t kBytes = 0x1AA;

  explicit Head(const OleBytes& document) : bytes_(Copy(document, 0, kBytes)) {}

  bool IsWord() const {
    constexpr std::uint16_t kMagics[] = {0xA5EC, 0xA5DC, 0xA697, 0xA699};
    return bytes_.size() >= kPlainBytes && std::count(std::begin(kMagics), std::end(kMagics), Short(0)) > 0;
  }
  bool is_old() const { return Short(2) < 0xC1; }  // Word 6 and 95
  bool is_encrypted() const { return (Short(10) & 0x100) != 0; }
  bool is_complex() const { return (Short(10) & 4) != 0; }
  std::string_view table() const { return (Short(10) & 0x200) != 0 ? "1Table" : "0Table"; }
  std::uint64_t text_begin() const { return Long(24); }
  std::uint64_t text_end() const { return Long(28); }
  std::uint64_t pieces_begin() const { return Long(is_old() ? 0x160 : 0x1A2); }
  std::uint64_t pieces_size() const { return Long(is_old() ? 0x164 : 0x1A6); }

 private:
  static constexpr std::size_t kPlainBytes = 68;

  unsigned Short(std::size_t at) const { return at + 2 <= bytes_.size() ? LittleEndian16(bytes_, at) : 0; }
  std::uint64_t Long(std::size_t at) const { return at + 4 <= bytes_.size() ? LittleEndian32(bytes_, at) : 0; }

  std::string bytes_;
};

// Returns the list of pieces among other lists, or nothing when it is not there.
std::optional<std::string_view> FindPieces(std::string_view lists) {
  constexpr char kOther = 1;
  constexpr char kPieces = 2;
  while (lists.size() >= 5) {
    if (lists[0] == kPieces) return lists.substr(5).substr(0, LittleEndian32(lists, 1));
    if (lists[0] != kOther) break;
    lists.remove_prefix(std::min<std::size_t>(lists.size(), 3 + std::size_t{LittleEndian16(lists, 1)}));
  }
  return std::nullopt;
}

// Pieces may have the same bytes, so that few bytes could tell of any text: together they are not longer than the
// stream as often as this, and their list not than that [I].
constexpr std::uint64_t kRepeatsMax = 8;
constexpr std::uint64_t kListBytesMax = 16 << 20;

// The list has the first character of each piece and the end of the last, then for each where it lies. Returns nothing
// when it can't be.
std::optional<std::vector<Piece>> ParsePieces(std::string_view list, bool old, std::uint64_t stream_bytes) {
  constexpr std::size_t kPlaceBytes = 8;
  constexpr std::uint32_t kNarrow = 0x40000000;
  std::vector<Piece> pieces;
  if (list.size() < 4) return std::nullopt;
  const std::size_t count = (list.size() - 4) / (4 + kPlaceBytes);
  std::uint64_t bytes = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t begin = LittleEndian32(list, 4 * i);
    const std::uint32_t end = LittleEndian32(list, 4 * i + 4);
    const std::uint32_t place = LittleEndian32(list, 4 * (count + 1) + kPlaceBytes * i + 2);
    if (end < begin) return std::nullopt;
    Piece piece{.begin = place, .characters = end - begin, .wide = false};
    if (!old) {
      piece.wide = (place & kNarrow) == 0;
      piece.begin = piece.wide ? place : (place & (kNarrow - 1)) / 2;
    }
    bytes += piece.characters * (piece.wide ? 2 : 1);
    if (bytes > stream_bytes * kRepeatsMax) return std::nullopt;
    pieces.push_back(piece);
  }
  return pieces;
}

Pieces FindText(const CompoundFile& file, const OleBytes& document) {
  const Head head(document);
  if (!head.IsWord()) return {{}, reason::kMalformedOffice};
  if (head.is_encrypted()) return {{}, reason::kUnparseable};
  std::optional<std::vector<Piece>> pieces;
  if (head.is_old() && !head.is_complex()) {
    if (head.text_end() < head.text_begin()) return {{}, reason::kMalformedOffice};
    pieces = {{.begin = head.text_begin(), .characters = head.text_end() - head.text_begin(), .wide = false}};
  } else {
    const auto table = head.is_old() ? document : file.Find(head.table());
    const bool is_there = table && head.pieces_size() <= kListBytesMax;
    const std::string lists = is_there ? Copy(*table, head.pieces_begin(), head.pieces_size()) : std::string();
    const auto list = FindPieces(lists);
    if (list) pieces = ParsePieces(*list, head.is_old(), document.size());
  }
  if (!pieces) return {{}, reason::kMalformedOffice};
  return {std::move(*pieces), {}};
}

// Gives the text: paragraphs as lines, cells of tables with tabs between them. Codes of fields are left out, what they
// show is not [I].
class DocText : public base::ByteStream {
 public:
  DocText(const OleBytes& document, const std::vector<Piece>& pieces) : document_(document), pieces_(pieces) {}

  base::Result<std::string_view> Next() override {
    out_.clear();
    while (out_.empty() && piece_ < pieces_.size()) TakeSome();
    return std::string_view(out_);
  }
  // Characters were missing.
  bool cut() const { return cut_; }

 private:
  static constexpr std::uint64_t kCharactersMax = 32 << 10;  // are taken at a time
  static constexpr std::uint32_t kFieldsMax = 256;           // in each other; deeper ones are taken for text

  void TakeSome();
  void Take(unsigned character);
  void TakeFieldMark(unsigned character);

  const OleBytes& document_;
  const std::vector<Piece>& pieces_;
  std::size_t piece_ = 0;
  std::uint64_t taken_ = 0;  // characters of this piece
  bool cut_ = false;
  Utf16Text utf16_;
  std::string out_;
  std::vector<bool> fields_;  // those around the text: whether what is read now is their code
  std::uint32_t codes_ = 0;   // how many of them are true
  std::uint64_t deeper_ = 0;  // fields that are not in the list
};

void DocText::TakeSome() {
  const Piece& piece = pieces_[piece_];
  const std::uint64_t width = piece.wide ? 2 : 1;
  const std::uint64_t count = std::min(kCharactersMax, piece.characters - taken_);
  const std::string bytes = Copy(document_, piece.begin + taken_ * width, count * width);
  if (piece.wide) {
    for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) Take(utf16_.Take(LittleEndian16(bytes, at)));
  } else {
    for (const char c : bytes) Take(static_cast<unsigned char>(c));
  }
  taken_ += count;
  const bool missing = bytes.size() < count * width;
  cut_ = cut_ || missing;
  if (!missing && taken_ < piece.characters) return;
  ++piece_;
  taken_ = 0;
}

void DocText::Take(unsigned character) {
  constexpr unsigned kFieldBegin = 0x13;
  constexpr unsigned kFieldEnd = 0x15;
  constexpr unsigned kHyphen = 0x1E;
  constexpr unsigned kCellEnd = 0x07;
  if (character >= kFieldBegin && character <= kFieldEnd) return TakeFieldMark(character);
  if (codes_ > 0) return;
  if (character >= ' ') {
    const char byte = static_cast<char>(character);
    if (character >= 0x80 && character < 0x100 && !pieces_[piece_].wide) return AppendWindows1252({&byte, 1}, &out_);
    base::AppendUtf8(character, &out_);
  } else if (character == '\t' || character == kCellEnd) {
    out_.push_back('\t');
  } else if (character >= '\v' && character <= 0x0E) {  // ends of lines, pages, paragraphs and columns
    out_.push_back('\n');
  } else if (character == kHyphen) {
    out_.push_back('-');
  }
}

// A field is its code, then what it shows.
void DocText::TakeFieldMark(unsigned character) {
  constexpr unsigned kBegin = 0x13;
  constexpr unsigned kShows = 0x14;
  if (character == kBegin) {
    if (fields_.size() == kFieldsMax) {
      ++deeper_;
      return;
    }
    fields_.push_back(true);
    ++codes_;
  } else if (deeper_ > 0) {
    if (character != kShows) --deeper_;
  } else if (!fields_.empty()) {
    if (fields_.back()) --codes_;
    fields_.back() = false;
    if (character != kShows) fields_.pop_back();
  }
}

}  // namespace

Outcome ReadDoc(const CompoundFile& file, const OleBytes& bytes, Run& run) {
  const Pieces found = FindText(file, bytes);
  if (!found.reason.empty()) return {Status::kSkipped, found.reason};
  DocText text(bytes, found.pieces);
  const Outcome outcome = ReadTextWithoutPlaces(text, run);
  if (outcome.status == Status::kComplete && text.cut()) return {Status::kPartial, reason::kMalformedOffice};
  return outcome;
}

}  // namespace macie_local::extract
