#include "extract/charset.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/utf8.h"
#include "extract/charsets/windows1252.h"

namespace macie_local::extract {
namespace {

constexpr std::size_t kSliceBytes = 64 << 10;  // are converted at a time
constexpr std::string_view kMark = "\xEF\xBB\xBF";
constexpr unsigned kReplacement = 0xFFFD;

// Appends eight units of UTF-16 as ASCII when that is what they are.
bool AppendEightAscii(const char* at, bool little, std::string* out) {
#ifdef __SSE2__
  __m128i units = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
  if (!little) units = _mm_or_si128(_mm_slli_epi16(units, 8), _mm_srli_epi16(units, 8));
  const __m128i high = _mm_and_si128(units, _mm_set1_epi16(static_cast<short>(0xFF80)));
  if (_mm_movemask_epi8(_mm_cmpeq_epi16(high, _mm_setzero_si128())) != 0xFFFF) return false;
  std::array<char, 16> packed;
  _mm_storeu_si128(reinterpret_cast<__m128i*>(packed.data()), _mm_packus_epi16(units, units));
  out->append(packed.data(), 8);
  return true;
#else
  static_cast<void>(at), static_cast<void>(little), static_cast<void>(out);
  return false;
#endif
}

}  // namespace

bool IsUtf8Begun(std::string_view text) {
  while (!text.empty()) {
    text.remove_prefix(AsciiBytes(text));
    for (std::size_t i = 0; i < 16 && !text.empty(); ++i) {
      const std::size_t length = base::SequenceLength(text);
      if (length == 0) {
        // What is cut short becomes well-formed by some continuation, unless it is too long to be cut.
        constexpr std::string_view kContinuations[] = {"\x80\x80\x80", "\xA0\x80\x80", "\x90\x80\x80"};
        return text.size() < 4 && std::any_of(std::begin(kContinuations), std::end(kContinuations), [&](auto more) {
                 return base::SequenceLength(std::string(text).append(more)) > text.size();
               });
      }
      text.remove_prefix(length);
    }
  }
  return true;
}

Utf8Stream::Utf8Stream(base::ByteStream& source, Charset charset) : source_(source), charset_(charset) {
  if (charset >= Charset::kOther) converter_.emplace(charset);
}

base::Result<std::string_view> Utf8Stream::Next() {
  out_.clear();
  while (!ended_ && out_.empty()) {
    if (piece_.empty()) {
      auto next = source_.Next();
      if (!next.ok()) return next;
      piece_ = *next;
      ended_ = piece_.empty();
    }
    if (charset_ == Charset::kUtf8 && begun_) {
      const std::string_view all = piece_;
      piece_ = {};
      return all;
    }
    const std::string_view slice = piece_.substr(0, kSliceBytes);
    piece_.remove_prefix(slice.size());
    if (charset_ == Charset::kUtf8) {
      TakeUtf8(slice);
    } else if (charset_ == Charset::kWindows1252) {
      AppendWindows1252(slice, &out_);
    } else if (converter_) {
      TakeOther(slice);
    } else {
      TakeUtf16(slice);
    }
  }
  return std::string_view(out_);
}

void Utf8Stream::TakeUtf8(std::string_view slice) {
  rest_.append(slice);
  if (rest_.size() < kMark.size() && !ended_) return;
  begun_ = true;
  out_.swap(rest_);
  if (out_.starts_with(kMark)) out_.erase(0, kMark.size());
}

void Utf8Stream::TakeOther(std::string_view slice) {
  converter_->Take(slice, &out_);
  if (ended_) converter_->End(&out_);
}

void Utf8Stream::TakeUtf16(std::string_view slice) {
  if (!rest_.empty()) {
    rest_.append(slice);
    slice = rest_;
  }
  const std::string left(slice.substr(ConvertUtf16(slice)));
  rest_ = left;
}

// Returns how many bytes it took: all but what may be the beginning of a character.
std::size_t Utf8Stream::ConvertUtf16(std::string_view bytes) {
  const bool little = charset_ == Charset::kUtf16Le;
  const auto unit_at = [&](std::size_t at) -> unsigned {
    const auto first = static_cast<unsigned char>(bytes[at]);
    const auto second = static_cast<unsigned char>(bytes[at + 1]);
    return little ? first | unsigned{second} << 8 : second | unsigned{first} << 8;
  };
  std::size_t at = 0;
  while (bytes.size() - at >= 2) {
    if (bytes.size() - at >= 16 && AppendEightAscii(bytes.data() + at, little, &out_)) {
      begun_ = true;
      at += 16;
      continue;
    }
    unsigned code = unit_at(at);
    std::size_t taken = 2;
    if (code >= 0xD800 && code < 0xDC00) {
      if (bytes.size() - at < 4 && !ended_) return at;
      const unsigned low = bytes.size() - at < 4 ? 0 : unit_at(at + 2);
      const bool pair = low >= 0xDC00 && low < 0xE000;
      code = pair ? 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00) : kReplacement;
      taken = pair ? 4 : 2;
    } else if (code >= 0xDC00 && code < 0xE000) {
      code = kReplacement;
    }
    if (code != 0xFEFF || begun_) base::AppendUtf8(code, &out_);
    begun_ = true;
    at += taken;
  }
  if (ended_ && at < bytes.size()) base::AppendUtf8(kReplacement, &out_);
  return ended_ ? bytes.size() : at;
}

namespace {

// Text in memory, as one piece.
class TextStream : public base::ByteStream {
 public:
  explicit TextStream(std::string_view text) : text_(text) {}
  base::Result<std::string_view> Next() override { return std::exchange(text_, {}); }

 private:
  std::string_view text_;
};

}  // namespace

std::string ToUtf8(std::string_view bytes, Charset charset) {
  TextStream source(bytes);
  Utf8Stream stream(source, charset);
  std::string text;
  for (auto piece = stream.Next(); piece.ok() && !piece->empty(); piece = stream.Next()) text.append(*piece);
  return text;
}

}  // namespace macie_local::extract
