// Any bytes as what a connection receives: the first says how many pieces there are, as many after it how long each of
// them is, the rest is the stream; what is left of it after the last piece comes as one more.
#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "fuzz/fuzz.h"
#include "support/message_pieces.h"

namespace macie_local::fuzz {
namespace {

constexpr std::size_t kHeaderBytesMax = 200;
constexpr std::size_t kPiecesMax = 16;

}  // namespace

// The pieces in which bytes arrive do not change what is read of them.
void FuzzHttp(std::string_view input) {
  Input rest(input);
  const std::string_view sizes = rest.Take(rest.Byte() % kPiecesMax);
  const std::string_view bytes = rest.Rest();
  std::vector<std::string_view> pieces;
  std::size_t at = 0;
  for (const char size : sizes) {
    pieces.push_back(bytes.substr(at, static_cast<std::uint8_t>(size)));
    at += pieces.back().size();
  }
  pieces.push_back(bytes.substr(at));
  std::vector<std::string_view> single;
  for (std::size_t i = 0; i < bytes.size(); ++i) single.push_back(bytes.substr(i, 1));

  const std::vector<std::string_view> whole{bytes};
  const http::PiecesOutcome expected = http::ReadInPieces(whole, kHeaderBytesMax);
  Require(http::ReadInPieces(pieces, kHeaderBytesMax).answers == expected.answers, "pieces are read as the whole is");
  Require(http::ReadInPieces(single, kHeaderBytesMax).answers == expected.answers, "bytes are read as the whole is");
}

}  // namespace macie_local::fuzz
