#include "http/streamed_body.h"

#include <array>
#include <charconv>
#include <string_view>

namespace macie_local::http {
namespace {

constexpr std::string_view kEnd = "\r\n0\r\n\r\n";  // of the last chunk, and of the body

void AppendSizeLine(std::size_t size, std::string* out) {
  std::array<char, 16> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), size, 16);
  out->append(digits.data(), end.ptr).append("\r\n");
}

}  // namespace

void StreamedBody::Begin(std::size_t size, std::string* head) const {
  if (chunked_) AppendSizeLine(size, head);
}

bool StreamedBody::Next(std::vector<boost::asio::const_buffer>* out) {
  out->clear();
  if (!more_) return false;
  piece_.clear();
  while (more_ && piece_.empty()) more_ = source_->Next(&piece_);
  line_.clear();
  if (chunked_ && !piece_.empty()) {
    line_ = "\r\n";
    AppendSizeLine(piece_.size(), &line_);
    out->emplace_back(line_.data(), line_.size());
  }
  if (!piece_.empty()) out->emplace_back(piece_.data(), piece_.size());
  if (chunked_ && !more_) out->emplace_back(kEnd.data(), kEnd.size());
  return !out->empty();
}

}  // namespace macie_local::http
