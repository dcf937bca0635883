#include "base/shared_text.h"

#include <atomic>
#include <cstring>
#include <new>
#include <stdexcept>

namespace macie_local::base {

struct SharedText::Bytes {
  std::atomic<std::uint32_t> holders{1};
  std::uint32_t size = 0;

  char* text() { return reinterpret_cast<char*>(this + 1); }
};

SharedText::Bytes* SharedText::Make(std::string_view text) {
  if (text.size() > UINT32_MAX) throw std::length_error("a text of " + std::to_string(text.size()) + " bytes");
  Bytes* const bytes = new (::operator new(sizeof(Bytes) + text.size())) Bytes;
  bytes->size = static_cast<std::uint32_t>(text.size());
  if (!text.empty()) std::memcpy(bytes->text(), text.data(), text.size());
  return bytes;
}

SharedText::SharedText(const SharedText& other) : bytes_(other.bytes_) {
  if (bytes_ != nullptr) bytes_->holders.fetch_add(1, std::memory_order_relaxed);
}

// The acquire pairs with the release of the last other holder, whose reads must come before the memory is given back.
SharedText::~SharedText() {
  if (bytes_ == nullptr || bytes_->holders.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
  bytes_->~Bytes();
  ::operator delete(bytes_);
}

std::string_view SharedText::operator*() const {
  return {bytes_->text(), bytes_->size};
}

std::optional<std::string> SharedText::ToOptional() const {
  if (bytes_ == nullptr) return std::nullopt;
  return str();
}

}  // namespace macie_local::base
