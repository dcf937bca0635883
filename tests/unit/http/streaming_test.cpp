// Proves over real sockets that long answers are sent while they are made, and long bodies put aside.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <memory>
#include <stdexcept>
#include <string>

#include "base/body.h"
#include "http/server.h"
#include "unit/http/client.h"

namespace macie_local::http {
namespace {

// Pieces of 100 kB, each of one letter; ends with an exception when it is told to.
class Letters final : public base::BodySource {
 public:
  Letters(char last, bool fails) : last_(last), fails_(fails) {}
  bool Next(std::string* piece) override {
    if (fails_ && next_ == last_) throw std::runtime_error("no more letters");
    piece->append(100'000, next_);
    return next_++ != last_;
  }

 private:
  char next_ = 'a';
  const char last_;
  const bool fails_;
};

base::Response Streamed(char last, bool fails = false) {
  base::Response response = Text(200, "");
  response.body = base::Body(std::make_shared<Letters>(last, fails));
  return response;
}

std::string AllLetters(char last) {
  std::string all;
  for (char letter = 'a'; letter <= last; ++letter) all.append(100'000, letter);
  return all;
}

// Answers by the names below; /size with that of the body.
class StreamingHandler : public base::Handler {
 public:
  std::optional<base::Response> Handle(const base::Request& request,
                                       const std::shared_ptr<base::Waiter>& waiter) override {
    if (request.target == "/later-broken-pieces") {
      waiter->Complete(Streamed('b', true));
      return std::nullopt;
    }
    if (request.target == "/one-piece") return Streamed('a');
    if (request.target == "/pieces") return Streamed('z');
    if (request.target == "/broken-pieces") return Streamed('z', true);
    if (request.target == "/size") {
      return Text(200, std::to_string(request.body.size()) + (request.long_body ? " kept" : ""));
    }
    return Text(200, std::string(request.target));
  }
  std::uint64_t BodyBytesMax(std::string_view, std::string_view) const override { return 8 << 20; }
  base::Response Refuse(int status, std::string_view message) const override {
    return Text(status, std::string(message));
  }
};

class StreamingTest : public testing::Test {
 protected:
  std::uint16_t Start() { return *server_.Start({}, handler_); }
  StreamingHandler handler_;
  Server server_;
};

const std::string kGet = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";

// The body of a chunked answer.
std::string Unchunked(const std::string& answer) {
  std::string body;
  for (std::size_t at = answer.find("\r\n\r\n") + 4;;) {
    const std::size_t line = answer.find("\r\n", at);
    if (line == std::string::npos) return body + "(cut short)";
    const std::size_t size = std::stoul(answer.substr(at, line - at), nullptr, 16);
    body += answer.substr(line + 2, size);
    at = line + 2 + size + 2;
    if (size == 0) return at == answer.size() ? body : body + "(and more)";
  }
}

TEST_F(StreamingTest, SendsAnAnswerWhileItIsMade) {
  const auto port = Start();
  Client client(port);
  client.Send("GET /pieces HTTP/1.1\r\nHost: h\r\n\r\nGET /pieces HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  const std::string both = client.ReadAll();
  const std::size_t second = both.find("HTTP/1.1", 1);
  ASSERT_NE(second, std::string::npos);
  EXPECT_TRUE(Has(both.substr(0, 200), "Transfer-Encoding: chunked\r\n")) << both.substr(0, 200);
  EXPECT_FALSE(Has(both.substr(0, 200), "Content-Length"));
  EXPECT_TRUE(Unchunked(both.substr(0, second)) == AllLetters('z'));
  EXPECT_TRUE(Unchunked(both.substr(second)) == AllLetters('z'));
  Client old(port);
  old.Send("GET /pieces HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  const std::string until_end = old.ReadAll();
  EXPECT_FALSE(Has(until_end.substr(0, 200), "chunked")) << until_end.substr(0, 200);
  EXPECT_TRUE(until_end.ends_with("\r\n\r\n" + AllLetters('z')));
  Client whole(port);
  EXPECT_TRUE(Has(whole.Ask("GET /one-piece HTTP/1.1\r\nHost: h\r\n\r\n"), "Content-Length: 100000"));
  whole.Send("HEAD /pieces HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_TRUE(whole.ReadAll().ends_with("\r\n\r\n"));
}

TEST_F(StreamingTest, CutsAnAnswerThatCannotBeMade) {
  const auto port = Start();
  Client client(port);
  client.Send("GET /broken-pieces HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_TRUE(Unchunked(client.ReadAll()).ends_with("(cut short)"));
  Client later(port);
  later.Send("GET /later-broken-pieces HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_TRUE(Unchunked(later.ReadAll()).ends_with("(cut short)"));
  Client leaver(port);
  leaver.Send("GET /pieces HTTP/1.1\r\nHost: h\r\n\r\n");
  leaver.Fill();
  leaver.Close();
  EXPECT_TRUE(Has(Client(port).Ask(kGet), "\r\n\r\n/a"));
}

TEST_F(StreamingTest, PutsALongBodyAside) {
  Client client(Start());
  const auto ask = [&](std::size_t size) {
    return client.Ask("PUT /size HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n" +
                      std::string(size, 'x'));
  };
  EXPECT_TRUE(Has(ask(5), "\r\n\r\n5"));
  EXPECT_TRUE(Has(ask(base::LargeText::kInMemoryMax), "\r\n\r\n1048576 kept"));
  EXPECT_TRUE(Has(ask(base::LargeText::kInMemoryMax + 1), "\r\n\r\n1048577 kept"));
  EXPECT_TRUE(Has(ask(8 << 20), "\r\n\r\n8388608 kept"));
}

// The process may write no file at all while this lives.
class NoFiles {
 public:
  NoFiles() : signal_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit none{0, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &none);
  }
  ~NoFiles() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, signal_);
  }
  NoFiles(const NoFiles&) = delete;
  NoFiles& operator=(const NoFiles&) = delete;

 private:
  void (*const signal_)(int);
  rlimit before_{};
};

TEST_F(StreamingTest, ABodyThatCannotBePutAsideIsNotTheClientsMistake) {
  const auto port = Start();
  const std::string body(base::LargeText::kInMemoryMax + 1, 'x');
  for (const std::string& request : {"Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body,
                                     "Transfer-Encoding: chunked\r\n\r\n100001\r\n" + body + "\r\n0\r\n\r\n"}) {
    Client client(port);
    const NoFiles none;
    client.Send("PUT /size HTTP/1.1\r\nHost: h\r\n" + request);
    const std::string answer = client.ReadAll();
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 503 ") && Has(answer, "temporary file")) << answer;
  }
  Client after(port);
  EXPECT_TRUE(Has(after.Ask("GET /a HTTP/1.1\r\nHost: h\r\n\r\n"), "\r\n\r\n/a"));
}

}  // namespace
}  // namespace macie_local::http
