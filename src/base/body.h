// The bytes of an answer, in pieces: text of its own, and texts shared with a cache, which are handed to the socket
// where they are instead of being copied together.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace macie_local::base {

class Body {
 public:
  Body() = default;
  Body(const char* text) : Body(std::string(text)) {}                      // NOLINT: likewise
  Body(std::string text) : text_(std::move(text)), size_(text_.size()) {}  // NOLINT: a text is a body

  std::size_t size() const { return size_; }

  Body& Append(std::string_view text) {
    text_.append(text);
    size_ += text.size();
    return *this;
  }
  Body& Append(std::shared_ptr<const std::string> shared) {
    size_ += shared->size();
    pieces_.push_back({std::move(shared), text_.size()});
    return *this;
  }

  // Calls visit(std::string_view) with what is not empty, in order. The views live as long as this body is not changed.
  template <class Visit>
  void ForEachPiece(const Visit& visit) const {
    const std::string_view text = text_;
    std::size_t at = 0;
    for (const Piece& piece : pieces_) {
      if (piece.text_end != at) visit(text.substr(at, piece.text_end - at));
      at = piece.text_end;
      if (!piece.shared->empty()) visit(std::string_view(*piece.shared));
    }
    if (at != text.size()) visit(text.substr(at));
  }

  std::string str() const {
    std::string all;
    all.reserve(size_);
    ForEachPiece([&](std::string_view bytes) { all.append(bytes); });
    return all;
  }

 private:
  struct Piece {
    std::shared_ptr<const std::string> shared;
    std::size_t text_end;  // the own text up to here comes before
  };
  std::string text_;
  std::vector<Piece> pieces_;
  std::size_t size_ = 0;
};

}  // namespace macie_local::base
