// Any bytes as what a connection receives: the first says how many pieces there are, as many after it how long each of
// them is, the rest is the stream; what is left of it after the last piece comes as one more.
#include "http_fuzz.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "support/message_pieces.h"

namespace macie_local::fuzz {
namespace {

constexpr std::size_t kHeaderBytesMax = 200;
constexpr std::size_t kPiecesMax = 16;

}  // namespace

void ReadHttp(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return;
  const std::size_t count = std::min<std::size_t>(data[0] % kPiecesMax, size - 1);
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1 + count, size - 1 - count);
  std::vector<std::string_view> pieces;
  std::size_t at = 0;
  for (std::size_t i = 1; i <= count; ++i) {
    pieces.push_back(bytes.substr(at, data[i]));
    at += pieces.back().size();
  }
  pieces.push_back(bytes.substr(at));
  std::vector<std::string_view> single;
  for (std::size_t i = 0; i < bytes.size(); ++i) single.push_back(bytes.substr(i, 1));

  const std::vector<std::string_view> whole{bytes};
  const http::PiecesOutcome expected = http::ReadInPieces(whole, kHeaderBytesMax);
  if (http::ReadInPieces(pieces, kHeaderBytesMax).answers != expected.answers) std::abort();
  if (http::ReadInPieces(single, kHeaderBytesMax).answers != expected.answers) std::abort();
}

}  // namespace macie_local::fuzz
