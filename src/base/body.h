// A body is the bytes of an answer, in pieces: text of its own, texts shared with a cache, which are handed to the
// socket where they are instead of being copied together, and for what is large a source that makes the rest while it
// is sent.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace macie_local::base {

// Makes the bytes of an answer while they are sent. Used by one thread at a time.
class BodySource {
 public:
  virtual ~BodySource() = default;
  // Appends the next bytes to `piece`. Returns false when there are no more after them, and is not called after that.
  virtual bool Next(std::string* piece) = 0;
};

class Body {
 public:
  Body() = default;
  Body(const char* text) : Body(std::string(text)) {}                      // NOLINT: a text is a body
  Body(std::string text) : text_(std::move(text)), size_(text_.size()) {}  // NOLINT: a text is a body

  // Makes the first piece at once; a body that has no more becomes a text like any other.
  explicit Body(std::shared_ptr<BodySource> source) : source_(std::move(source)) {
    bool more = true;
    while (more && text_.empty()) more = source_->Next(&text_);
    if (!more) source_.reset();
    size_ = text_.size();
  }

  // Returns how many bytes are here, without those that the source still has.
  std::size_t size() const { return size_; }
  // Returns what makes the bytes behind those that are here, or null when there are none.
  const std::shared_ptr<BodySource>& source() const { return source_; }
  // Lets another source make the rest.
  void set_source(std::shared_ptr<BodySource> source) { source_ = std::move(source); }

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

  // Returns all bytes. Call it only once when there is a source, which is used up then.
  std::string str() const {
    std::string all;
    all.reserve(size_);
    ForEachPiece([&](std::string_view bytes) { all.append(bytes); });
    while (source_ && source_->Next(&all)) continue;
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
  std::shared_ptr<BodySource> source_;
};

}  // namespace macie_local::base
