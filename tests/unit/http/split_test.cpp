// Proves that what is made of a request does not depend on the pieces in which it arrives: each stream below is read
// whole, in every two and three pieces, and byte by byte. And that three packets do not end the server.
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "http/server.h"
#include "support/message_pieces.h"
#include "unit/http/client.h"

namespace macie_local::http {
namespace {

constexpr std::size_t kHeaderBytesMax = 200;
constexpr std::size_t kThreePiecesMax = 8'000;  // ways of three pieces tried for one stream; of a long one every n-th

struct Stream {
  std::string bytes;
  std::string_view statuses;  // of its answers: 200 for each request, or what it is refused with
};

std::string Chunked(std::string_view body) {
  return "POST /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + std::string(body);
}

std::string WithFields(std::string_view fields, std::string_view body = {}) {
  return "POST /p HTTP/1.1\r\n" + std::string(fields) + "\r\n" + std::string(body);
}

// A request whose head takes `bytes`.
std::string HeadOf(std::size_t bytes) {
  const std::string begin = "GET /h HTTP/1.1\r\nHost: h\r\nA: ";
  return begin + std::string(bytes - begin.size() - 4, 'a') + "\r\n\r\n";
}

const std::string kGet = "GET /a?b=c HTTP/1.1\r\nHost: h\r\nUser-Agent: u\r\n\r\n";

std::vector<Stream> WellFormed() {
  return {
      {kGet, "200"},
      {"GET / HTTP/1.0\r\n\r\n", "200"},
      {"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET / HTTP/1.0\r\n\r\n", "200 200"},
      {"\r\n\r\n" + kGet + "\r\n", "200"},
      {kGet + kGet + kGet, "200 200 200"},
      {WithFields("Host: h\r\nConnection: close\r\n") + kGet, "200"},
      {WithFields("hOsT:h\r\nX-A: \t one  two \r\nAuthorization: a\r\nOrigin: o\r\nx-a:\r\n"), "200"},
      {WithFields("Host: h\r\nContent-Length: 0\r\n") + kGet, "200 200"},
      {WithFields("Host: h\r\nContent-Length: 5\r\n", "hello") + kGet, "200 200"},
      {WithFields("Host: h\r\nContent-Length: 4\r\n", "\r\n\r\n"), "200"},
      {WithFields("Host: h\r\nContent-Length: 2\r\n", "ok") + "\r\n" + kGet, "200 200"},
      {WithFields("Host: h\r\nContent-Length: 64\r\n", std::string(64, 'x')), "200"},
      {WithFields("Host: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n", "ok") + kGet, "200 200"},
      {WithFields("Host: h\r\nExpect: 100-Continue\r\nTransfer-Encoding: chunked\r\n", "2\r\nok\r\n0\r\n\r\n"), "200"},
      {"POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nok", "200"},
      {"POST /closed HTTP/1.1\r\nHost: h\r\nAuthorization: a\r\nContent-Length: 2\r\n\r\nok" + kGet, "401"},
      {"POST /closed HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n" + kGet, "401"},
      {"POST /closed HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n" + kGet, "200 200"},
      {"HEAD /a HTTP/1.1\r\nHost: h\r\n\r\n" + kGet, "200 200"},
      {"GET http://other:1/x?y HTTP/1.1\r\nHost: h\r\n\r\n", "200"},
      {"GET http://other HTTP/1.1\r\nHost: h\r\n\r\n", "200"},
      {"OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", "200"},
      {Chunked("0\r\n\r\n"), "200"},
      {Chunked("0\r\n\r\n") + kGet, "200 200"},
      {Chunked("3\r\nabc\r\n0\r\n\r\n") + kGet, "200 200"},
      {Chunked("3\r\nabc\r\n02\r\n\r\n\r\n000\r\n\r\n"), "200"},
      {Chunked("5;a\r\nhello\r\n2 ; b = \"c;\\\"d\"\r\nok\r\n0;e=f\r\n\r\n") + kGet, "200 200"},
      {Chunked("3\r\nabc\r\n0\r\nHost: other\r\nX: y\r\n\r\n") + kGet, "200 200"},
      {Chunked("0;x=y\r\nA:\r\n\r\n") + Chunked("A\r\n0123456789\r\n0\r\n\r\n"), "200 200"},
      {Chunked("3\r\nabc\r\n0\r\nConnection: close\r\n\r\n") + kGet, "200"},
      {Chunked("40\r\n" + std::string(64, 'x') + "\r\n0\r\n\r\n"), "200"},
      {HeadOf(kHeaderBytesMax) + kGet, "200 200"},
      {Chunked("1;a=" + std::string(kHeaderBytesMax - 6, 'a') + "\r\nx\r\n0\r\n\r\n"), "200"},
      {Chunked("0\r\nA: " + std::string(kHeaderBytesMax - 10, 'a') + "\r\n\r\n"), "200"},
  };
}

std::vector<Stream> Malformed() {
  return {
      {"G@T / HTTP/1.1\r\nHost: h\r\n\r\n", "400"},
      {"GET  / HTTP/1.1\r\nHost: h\r\n\r\n", "400"},
      {"GET / HTTP/1.2\r\nHost: h\r\n\r\n", "400"},
      {"GET / HTTQ/1.1\r\nHost: h\r\n\r\n", "400"},
      {"GET / HTTP/1.1\nHost: h\n\n", "400"},
      {"GET /\x01 HTTP/1.1\r\nHost: h\r\n\r\n", "400"},
      {"\x16\x03\x01\x02\x01\x01\x02", "400"},
      {"GET / HTTP/1.1\r\n\r\n", "400"},
      {WithFields("Host h\r\n"), "400"},
      {WithFields(": h\r\n"), "400"},
      {WithFields("Host: h\rA: b\r\n"), "400"},
      {WithFields("Host: h\r\nA: b\x01\r\n"), "400"},
      {WithFields(" Host: h\r\n"), "400"},
      {WithFields("Host: h\r\nA: b\r\n c\r\n"), "400"},
      {WithFields("Host: h\r\nA:\r\n b\r\n"), "400"},
      {WithFields("Host: h\r\nA:\r\n\t\r\n"), "400"},
      {WithFields("A: b\r\n \r\nHost: h\r\n"), "400"},
      {WithFields("Host:\r\n h\r\n"), "400"},
      {WithFields("Host: h\r\nHost: i\r\n"), "400"},
      {WithFields("Host: h\r\nContent-Length: 2\r\nContent-Length: 2\r\n", "ok"), "400"},
      {WithFields("Host: h\r\nContent-Length: 2, 2\r\n", "ok"), "400"},
      {WithFields("Host: h\r\nContent-Length: x\r\n"), "400"},
      {WithFields("Host: h\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n", "ok"), "400"},
      {WithFields("Host: h\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n", "ok"), "400"},
      {WithFields("Host: h\r\nTransfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), "400"},
      {"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400"},
      {Chunked("x\r\n\r\n"), "400"},
      {Chunked("\r\n\r\n"), "400"},
      {Chunked("-1\r\n\r\n"), "400"},
      {Chunked("11111111111111111\r\nx"), "400"},
      {Chunked("3\r\nabcd\r\n0\r\n\r\n"), "400"},
      {Chunked("3\r\nabc\rd0\r\n\r\n"), "400"},
      {Chunked("3\rabc\r\n0\r\n\r\n"), "400"},
      {Chunked("3;\r\nabc\r\n0\r\n\r\n"), "400"},
      {Chunked("3;a=\"b\r\nc\"\r\nabc\r\n0\r\n\r\n"), "400"},
      {Chunked("0;a=\"\r\n\r\n"), "400"},
      {Chunked("0 x\r\n\r\n"), "400"},
      {Chunked("0\r\nA b\r\n\r\n"), "400"},
      {Chunked("0\r\nA: b\r\n c\r\n\r\n"), "400"},
      {Chunked("0\r\nA:\r\n c\r\n\r\n"), "400"},
      {Chunked("0\r\nA: b\rc\r\n\r\n"), "400"},
      {Chunked("0\r\nContent-Length: 3\r\n\r\n"), "400"},
      {kGet + "G@T / HTTP/1.1\r\n\r\n", "200 400"},
  };
}

std::vector<Stream> TooLargeOrCutShort() {
  const std::string long_field(2 * kHeaderBytesMax, 'a');
  return {
      {HeadOf(kHeaderBytesMax + 1), "431"},
      {HeadOf(3 * kHeaderBytesMax), "431"},
      {"GET /" + long_field + " HTTP/1.1\r\nHost: h\r\n\r\n", "414"},
      {"GET / HTTP/1.1\r\nHost h\r\nA: " + long_field + "\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nA: " + long_field + "\r\nHost h\r\n\r\n", "431"},
      {WithFields("Host: h\r\nContent-Length: 65\r\n", std::string(65, 'x')), "413"},
      {WithFields("Host: h\r\nExpect: 100-continue\r\nContent-Length: 65\r\n"), "413"},
      {Chunked("41\r\n" + std::string(65, 'x') + "\r\n0\r\n\r\n"), "413"},
      {Chunked("20\r\n" + std::string(32, 'x') + "\r\n21;a=\"\r\n"), "413"},
      {Chunked("1;a=" + std::string(kHeaderBytesMax - 5, 'a') + "\r\nx\r\n0\r\n\r\n"), "400"},
      {Chunked("0\r\nA: " + std::string(kHeaderBytesMax - 9, 'a') + "\r\n\r\n"), "400"},
      {"GET / HTTP/1.1\r\nHost: h\r\n", "400"},
      {"G", "400"},
      {kGet + "POST /p HTTP/1.1\r\nHost h", "200 400"},
      {WithFields("Host: h\r\nContent-Length: 3\r\n", "ok"), "400"},
      {Chunked("0\r\n"), "400"},
      {Chunked("0\r\n\r"), "400"},
      {Chunked("3\r\nabc\r\n0\r\nA: b\r\n"), "400"},
      {Chunked("3\r\nab"), "400"},
      {Chunked(""), "400"},
  };
}

PiecesOutcome Read(const std::vector<std::string_view>& pieces) {
  return ReadInPieces(pieces, kHeaderBytesMax);
}

std::string Whole(const std::string& bytes) {
  return Read({bytes}).answers;
}

void ExpectSameInPieces(const Stream& stream) {
  const std::string_view bytes = stream.bytes;
  const auto [expected, statuses, continues] = Read({bytes});
  EXPECT_EQ(statuses, stream.statuses) << bytes << "\n" << expected;
  std::vector<std::string_view> single;
  for (std::size_t i = 0; i < bytes.size(); ++i) single.push_back(bytes.substr(i, 1));
  EXPECT_EQ(Read(single).answers, expected) << bytes;
  const std::size_t ways = bytes.size() * bytes.size() / 2;
  const std::size_t step = 1 + ways / kThreePiecesMax;
  std::size_t way = 0;
  for (std::size_t first = 0; first <= bytes.size(); ++first) {
    ASSERT_EQ(Read({bytes.substr(0, first), bytes.substr(first)}).answers, expected) << bytes << "\ncut at " << first;
    for (std::size_t second = first + 1; second < bytes.size(); ++second) {
      if (++way % step != 0) continue;
      ASSERT_EQ(Read({bytes.substr(0, first), bytes.substr(first, second - first), bytes.substr(second)}).answers,
                expected)
          << bytes << "\ncut at " << first << " and " << second;
    }
  }
}

TEST(SplitTest, WellFormedRequestsAreTheSameInAllPieces) {
  for (const Stream& stream : WellFormed()) ExpectSameInPieces(stream);
}

TEST(SplitTest, MalformedRequestsAreRefusedAlikeInAllPieces) {
  for (const Stream& stream : Malformed()) ExpectSameInPieces(stream);
}

TEST(SplitTest, LargeAndUnfinishedRequestsAreRefusedAlikeInAllPieces) {
  for (const Stream& stream : TooLargeOrCutShort()) ExpectSameInPieces(stream);
}

TEST(SplitTest, ReadsWhatWasSent) {
  EXPECT_EQ(Whole(Chunked("3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nHost: other\r\n\r\n")),
            "request [POST] [/c] [h] [] [] [] Host=h Transfer-Encoding=chunked body [abcde] keep\n");
  EXPECT_EQ(Whole(WithFields("Host: h\r\nA:\r\n b\r\n")),
            "refused 400 The request is not valid HTTP/1.1: a header field is folded over several lines.\n");
  EXPECT_EQ(Whole(Chunked("0\r\nA:\r\n b\r\n\r\n")),
            "refused 400 The request is not valid HTTP/1.1: a header field is folded over several lines.\n");
  EXPECT_EQ(Whole(WithFields("Host: h\r\nA: b\r\n " + std::string(150, 'c') + "\r\n")),
            "refused 400 The request is not valid HTTP/1.1: a header field is folded over several lines.\n");
  EXPECT_EQ(Whole(Chunked("1;a=" + std::string(300, 'a') + "\r\n")),
            "refused 400 A chunk's size line or the trailer is larger than 200 bytes.\n");
  EXPECT_EQ(Whole(Chunked("3\r\nabcde\r\n")),
            "refused 400 The request is not valid HTTP/1.1: a chunk does not end where its size says.\n");
}

// Beast joins folded lines in a buffer of 4,096 bytes and calls a longer value a head that is too large.
TEST(SplitTest, RefusesALongFoldedValueForItsFold) {
  const std::string bytes = WithFields("Host: h\r\nA: " + std::string(5'000, 'b') + "\r\n c\r\n");
  const std::array<std::string_view, 1> whole{bytes};
  EXPECT_EQ(ReadInPieces(whole, 64 << 10).answers,
            "refused 400 The request is not valid HTTP/1.1: a header field is folded over several lines.\n");
}

TEST(SplitTest, TellsToContinueOnlyAClientThatWaits) {
  const std::string head = "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";
  const std::string bytes = head + "ok";
  for (std::size_t at = 0; at <= bytes.size(); ++at) {
    EXPECT_EQ(Read({std::string_view(bytes).substr(0, at), std::string_view(bytes).substr(at)}).continues,
              at == head.size() ? 1 : 0)
        << at;
  }
}

class Echo final : public base::Handler {
 public:
  std::optional<base::Response> Handle(const base::Request& request, const std::shared_ptr<base::Waiter>&) override {
    return Text(200, "got " + std::string(request.body));
  }
  std::uint64_t BodyBytesMax(std::string_view, std::string_view) const override { return 1000; }
  base::Response Refuse(int status, std::string_view message) const override {
    return Text(status, std::string(message));
  }
};

// After each piece another connection is answered on the one thread, so the server has read the pieces apart.
TEST(SplitTest, TakesTheLastChunkInThreePackets) {
  Echo handler;
  Server server;
  const auto port = server.Start({}, handler);
  ASSERT_TRUE(port.ok());
  for (const bool ends : {true, false}) {
    Client client(*port);
    for (const std::string_view piece :
         {std::string_view("POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"),
          std::string_view("0\r\n"), std::string_view("\r")}) {
      client.Send(piece);
      EXPECT_TRUE(Client(*port).Ask(kGet).ends_with("got "));
    }
    if (ends) {
      EXPECT_TRUE(client.Ask("\n").ends_with("got "));
      EXPECT_TRUE(client.Ask(kGet).ends_with("got "));
    } else {
      client.HalfClose();
      EXPECT_TRUE(Has(client.ReadAll(), "The connection ended in the middle of the request."));
    }
  }
}

}  // namespace
}  // namespace macie_local::http
