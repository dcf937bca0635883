// Mail: fields and texts as one text with the lines of the source; what is attached is read as a member of an archive
// is.
#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "extract/archive.h"
#include "extract/charset.h"
#include "extract/mail/fields.h"
#include "extract/mail/lines.h"
#include "extract/mail/mail_text.h"
#include "extract/streams.h"

namespace macie_local::extract {
namespace {

// Parts and mails in each other; what is deeper is read as the text that it is written as [I].
constexpr std::uint32_t kNestedMax = 64;

// What a part without a name is called, by its type.
std::string NameOf(const Entity& entity, std::uint64_t number) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kEndings = {
      {{"text/csv", ".csv"},
       {"text/tab-separated-values", ".tsv"},
       {"text/html", ".html"},
       {"text/xml", ".xml"},
       {"text/plain", ".txt"},
       {"application/json", ".json"},
       {"application/xml", ".xml"},
       {"message/rfc822", ".eml"}}};
  if (!entity.name.empty()) return entity.name;
  std::string name = "part-" + std::to_string(number);
  for (const auto& [type, ending] : kEndings) {
    if (entity.type == type) name.append(ending);
  }
  return name;
}

// Where a part ends: at a line that is the boundary of parts at a level.
struct Boundary {
  std::size_t level;
  bool closes;  // it is the last of them
};

class MailReader {
 public:
  MailReader(base::ByteStream& stream, Run& run) : lines_(stream), out_(run.sink, run.hash_seed), run_(run) {
    outcome_.Add({});  // what a mail has of text is read
  }

  Outcome Read() {
    const bool goes_on = ReadEntity(0, true) && out_.End();
    const Outcome outcome = outcome_.Get();
    const bool stopped = !goes_on || lines_.failed();
    return stopped && outcome.status != Status::kReadAgain ? Outcome{Status::kPartial, {}} : outcome;
  }

 private:
  class AttachedStream;

  // Those that return bool return false once the sink has stopped.
  bool ReadEntity(std::uint32_t depth, bool is_mail);
  bool ReadFields(bool shown, Entity* entity, bool* has_body);
  bool ReadParts(const Entity& entity, std::uint32_t depth);
  bool ReadText(const Entity& entity);
  bool ReadAttached(const Entity& entity);
  // Goes to the next line of the part. Returns false at its end, which `boundary_` tells; nothing where the mail ends.
  bool NextLine();
  std::optional<Boundary> BoundaryOf(const MailLine& line) const;

  MailLines lines_;
  FreeText out_;
  Run& run_;
  ArchiveOutcome outcome_;
  std::vector<std::string> boundaries_;  // of all parts around
  std::optional<Boundary> boundary_;
  std::uint64_t attached_ = 0;
};

bool MailReader::NextLine() {
  boundary_.reset();
  if (!lines_.Next()) return false;
  boundary_ = BoundaryOf(lines_.line());
  return !boundary_;
}

std::optional<Boundary> MailReader::BoundaryOf(const MailLine& line) const {
  if (!line.begins || !line.text.starts_with("--") || line.text.size() > kBoundaryBytesMax + 8) return std::nullopt;
  const std::string_view text = line.text.substr(2, line.text.find_last_not_of(" \t") - 1);
  for (std::size_t level = boundaries_.size(); level-- > 0;) {
    const std::string& boundary = boundaries_[level];
    if (!text.starts_with(boundary)) continue;
    const std::string_view rest = text.substr(boundary.size());
    if (rest.empty() || rest == "--") return Boundary{.level = level, .closes = !rest.empty()};
  }
  return std::nullopt;
}

bool MailReader::ReadEntity(std::uint32_t depth, bool is_mail) {
  Entity entity;
  bool has_body = false;
  if (!ReadFields(is_mail, &entity, &has_body)) return false;
  if (!has_body) return true;
  const bool nests = depth < kNestedMax;
  if (!entity.boundary.empty() && nests) return ReadParts(entity, depth);
  if (entity.IsMail() && entity.transfer == Transfer::kAsItIs && nests) return ReadEntity(depth + 1, true);
  const bool is_text = entity.type.starts_with("text/") || entity.type.starts_with("message/") ||
                       entity.type.starts_with("multipart/") || entity.type.find('/') == std::string::npos;
  const bool is_encoded_mail = entity.IsMail() && entity.transfer != Transfer::kAsItIs;
  const bool is_file = depth > 0 && (entity.attached || !entity.name.empty());
  return is_file || !is_text || is_encoded_mail ? ReadAttached(entity) : ReadText(entity);
}

// The header ends at an empty line; without one where a line is no field, and where the part ends.
bool MailReader::ReadFields(bool shown, Entity* entity, bool* has_body) {
  FieldText text(out_);
  std::string name;
  std::string value;
  bool open = false;  // a field is
  bool first = true;
  const auto end_field = [&] {
    if (SaysWhatItIs(name)) TakeField(name, value, entity);
    return !std::exchange(open, false) || !shown || text.End();
  };
  while (NextLine()) {
    MailLine line = lines_.line();
    const bool mark = std::exchange(first, false) && line.text.starts_with("From ");  // as mailboxes have it
    if (mark || (!line.begins && !open)) continue;
    if (line.begins) {
      const std::size_t blank = std::min(line.text.find_first_not_of(" \t"), line.text.size());
      *has_body = blank == line.text.size();
      if (*has_body) return end_field();
      if (blank > 0 && open) {
        units::Advance(line.text, 0, blank, &line.at);
        line.text.remove_prefix(blank);
        text.Fold(line.at);
        value.push_back(' ');
      } else {
        if (!end_field()) return false;
        const std::size_t name_bytes = FieldNameBytes(line.text);
        *has_body = name_bytes == 0;
        if (*has_body) {
          lines_.Stay();
          return true;
        }
        open = true;
        name = line.text.substr(0, name_bytes);
        value.clear();
        if (SaysWhatItIs(name)) value = line.text.substr(line.text.find(':') + 1, kFieldBytesMax);
        if (shown && !text.Take(line.text, line.at)) return false;
        continue;
      }
    }
    if (SaysWhatItIs(name)) value.append(line.text.substr(0, kFieldBytesMax - std::min(kFieldBytesMax, value.size())));
    if (shown && !text.Take(line.text, line.at)) return false;
  }
  return end_field();
}

// What stands before the first and behind the last part is text, too: of a mail that is damaged all may stand there.
bool MailReader::ReadParts(const Entity& entity, std::uint32_t depth) {
  const std::size_t level = boundaries_.size();
  boundaries_.push_back(entity.boundary);
  if (!ReadText({})) return false;
  while (boundary_ && boundary_->level == level && !boundary_->closes) {
    if (!ReadEntity(depth + 1, false)) return false;
  }
  boundaries_.pop_back();
  const bool closed = boundary_ && boundary_->level == level;
  return !closed || ReadText({});
}

bool MailReader::ReadText(const Entity& entity) {
  PartText text(out_, entity.charset, entity.type == "text/html" || entity.type == "application/xhtml+xml");
  TransferDecoder decoder(entity.transfer);
  const auto take = [&](const std::vector<DecodedPiece>& pieces) {
    return std::all_of(pieces.begin(), pieces.end(),
                       [&](const DecodedPiece& piece) { return text.Take(piece.bytes, piece.at, piece.counted); });
  };
  while (NextLine()) {
    if (!take(decoder.Take(lines_.line()))) return false;
  }
  return take(decoder.End()) && text.End();
}

// What is attached, decoded. Fails where the mail's stream does, and where more is extracted than may be.
class MailReader::AttachedStream : public base::ByteStream {
 public:
  AttachedStream(MailReader& reader, Transfer transfer)
      : reader_(reader), decoder_(transfer), left_(reader.run_.limits.member_bytes) {}

  base::Result<std::string_view> Next() override {
    constexpr std::size_t kBytesWanted = 32 << 10;
    bytes_.clear();
    while (!ended_ && bytes_.size() < kBytesWanted) {
      ended_ = !reader_.NextLine();
      const auto& pieces = ended_ ? decoder_.End() : decoder_.Take(reader_.lines_.line());
      for (const DecodedPiece& piece : pieces) bytes_.append(piece.bytes);
    }
    if (bytes_.empty() && reader_.lines_.failed()) return StreamFailure("the mail can't be read on");
    const std::uint64_t allowed = std::min(left_, reader_.run_.limits.extracted_bytes - reader_.run_.extracted);
    too_much_ = bytes_.size() > allowed;
    if (too_much_) return StreamFailure("more is attached than may be read");
    left_ -= bytes_.size();
    reader_.run_.extracted += bytes_.size();
    return std::string_view(bytes_);
  }
  // Goes to the end of the part.
  void Skip() {
    while (!ended_) ended_ = !reader_.NextLine();
  }
  bool too_much() const { return too_much_; }

 private:
  MailReader& reader_;
  TransferDecoder decoder_;
  std::uint64_t left_;
  std::string bytes_;
  bool ended_ = false;
  bool too_much_ = false;
};

// Pictures and other files that are not read are nothing that a mail lacks [I].
bool MailReader::ReadAttached(const Entity& entity) {
  if (!out_.End()) return false;
  AttachedStream stream(*this, entity.transfer);
  const ArchiveScope scope(run_);
  const bool too_many = ++run_.members > run_.limits.members;
  if (too_many || scope.too_deep()) {
    outcome_.Fail(too_many ? reason::kMembers : reason::kArchiveNesting);
    stream.Skip();
    return true;
  }
  const std::optional<Charset> charset = CharsetNamed(entity.charset);
  const bool converted = charset && *charset >= Charset::kOther && entity.type.starts_with("text/");
  Utf8Stream text(stream, converted ? *charset : Charset::kUtf8);
  base::ByteStream& bytes = converted ? static_cast<base::ByteStream&>(text) : stream;
  const Outcome outcome = ReadMember(NameOf(entity, ++attached_), bytes, run_);
  if (stream.too_much()) outcome_.Fail(reason::kExtractedBytes);
  if (outcome.reason != reason::kUnsupported) outcome_.Add(outcome);
  const bool stopped = outcome == Outcome{Status::kPartial, {}} && !stream.too_much() && !lines_.failed();
  if (!stopped) stream.Skip();
  return !stopped;
}

}  // namespace

Outcome ReadMail(const Detected& /*detected*/, base::ByteStream& stream, Run& run) {
  return MailReader(stream, run).Read();
}

}  // namespace macie_local::extract
