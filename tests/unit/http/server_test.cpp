// Proves over real sockets that the server frames, refuses, times out, waits and stops as server.h says.
#include "http/server.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <future>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace macie_local::http {
namespace {

using namespace std::chrono_literals;

gateway::Response Text(int status, std::string body) {
  gateway::Response response;
  response.status = status;
  response.content_type = "text/plain";
  response.body = std::move(body);
  return response;
}

constexpr std::chrono::milliseconds kDelay = 30ms;

gateway::Response Faulty(gateway::Delivery delivery) {
  gateway::Response response = Text(200, "0123456789");
  response.delivery = delivery;
  return response;
}

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

gateway::Response Streamed(char last, bool fails = false) {
  gateway::Response response = Text(200, "");
  response.body = base::Body(std::make_shared<Letters>(last, fails));
  return response;
}

std::string AllLetters(char last) {
  std::string all;
  for (char letter = 'a'; letter <= last; ++letter) all.append(100'000, letter);
  return all;
}

// Answers "METHOD TARGET HOST|BODY", to /headers "NAME=VALUE;...|BODY"; keeps the waiter of /wait; answers /large with
// 8 MB, /empty with 204.
class FakeHandler : public gateway::Handler {
 public:
  std::optional<gateway::Response> Handle(const gateway::Request& request,
                                          const std::shared_ptr<gateway::Waiter>& waiter) override {
    if (request.target == "/wait") {
      const std::lock_guard lock(mutex_);
      waiters_.push_back(waiter);
      changed_.notify_all();
      return std::nullopt;
    }
    if (request.target == "/headers") {
      std::string all;
      for (const auto& [name, value] : request.headers) all += std::string(name) + "=" + std::string(value) + ";";
      return Text(200, all + "|" + std::string(request.body));
    }
    if (request.target == "/large") return Text(200, std::string(8 << 20, 'x'));
    if (request.target == "/one-piece") return Streamed('a');
    if (request.target == "/pieces") return Streamed('z');
    if (request.target == "/broken-pieces") return Streamed('z', true);
    if (request.target == "/size") {
      return Text(200, std::to_string(request.body.size()) + (request.long_body ? " kept" : ""));
    }
    if (request.target == "/empty") return Text(204, "");
    if (request.target == "/drop") return Faulty({.delay = {}, .cut = gateway::Delivery::Cut::kDrop});
    if (request.target == "/truncate") return Faulty({.delay = {}, .cut = gateway::Delivery::Cut::kTruncate});
    if (request.target == "/late") return Faulty({.delay = kDelay, .cut = gateway::Delivery::Cut::kWhole});
    if (request.target == "/late-drop") return Faulty({.delay = kDelay, .cut = gateway::Delivery::Cut::kDrop});
    if (request.target == "/very-late") return Faulty({.delay = 1h, .cut = gateway::Delivery::Cut::kWhole});
    return Text(200, std::string(request.method) + " " + std::string(request.target) + " " + std::string(request.host) +
                         "|" + std::string(request.body));
  }
  std::uint64_t BodyBytesMax(std::string_view, std::string_view target) const override {
    if (target == "/size") return 8 << 20;
    return target == "/big" ? 1 << 20 : 10;
  }
  bool NeedsHeaders() const override { return needs_headers; }
  gateway::Response Refuse(int status, std::string_view message) const override {
    return Text(status, std::string(message));
  }

  std::shared_ptr<gateway::Waiter> TakeWaiter() {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, 10s, [this] { return !waiters_.empty(); })) return nullptr;
    auto waiter = waiters_.back();
    waiters_.pop_back();
    return waiter;
  }

  bool needs_headers = false;

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::shared_ptr<gateway::Waiter>> waiters_;
};

// A blocking client whose reads give up after ten seconds.
class Client {
 public:
  explicit Client(std::uint16_t port) : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{10, 0};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    EXPECT_EQ(connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  }
  ~Client() { Close(); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  void Close() {
    if (fd_ >= 0) close(fd_);
    fd_ = -1;
  }
  void HalfClose() { shutdown(fd_, SHUT_WR); }
  // False when the peer is gone, which a refused sender must expect.
  bool Send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  bool Fill() {
    char bytes[65536];
    const ssize_t got = recv(fd_, bytes, sizeof bytes, 0);
    if (got <= 0) return false;
    data_.append(bytes, static_cast<std::size_t>(got));
    return true;
  }
  bool HasNothing() {
    char byte;
    return data_.empty() && recv(fd_, &byte, 1, MSG_DONTWAIT | MSG_PEEK) < 0;
  }
  std::string ReadAll() {
    while (Fill()) {
    }
    return std::move(data_);
  }
  // One answer with Content-Length; head and body. Empty at the end of the connection.
  std::string ReadOne() {
    std::size_t end;
    while ((end = data_.find("\r\n\r\n")) == std::string::npos) {
      if (!Fill()) return {};
    }
    std::size_t size = end + 4;
    if (const auto at = data_.find("Content-Length: "); at < end) size += std::stoul(data_.substr(at + 16));
    while (data_.size() < size) {
      if (!Fill()) return {};
    }
    std::string one = data_.substr(0, size);
    data_.erase(0, size);
    return one;
  }
  std::string Ask(std::string_view request) { return Send(request) ? ReadOne() : std::string(); }

 private:
  int fd_;
  std::string data_;
};

bool Has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

class ServerTest : public testing::Test {
 protected:
  std::uint16_t Start(ServerOptions options = {}) {
    auto port = server_.Start(options, handler_);
    EXPECT_TRUE(port.ok());
    return *port;
  }
  FakeHandler handler_;
  Server server_;
};

const std::string kGet = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";

TEST_F(ServerTest, KeepsAConnection) {
  Client client(Start());
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(client.Ask(kGet), "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n\r\nGET /a h|");
  }
  EXPECT_EQ(client.Ask("GET /empty HTTP/1.1\r\nHost: h\r\n\r\n"),
            "HTTP/1.1 204 No Content\r\nContent-Type: text/plain\r\n\r\n");
}

TEST_F(ServerTest, ClosesWhenAskedAndKnowsHttp10) {
  const auto port = Start();
  EXPECT_TRUE(Has(Client(port).Ask("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"), "Connection: close"));
  Client old(port);
  old.Send("GET / HTTP/1.0\r\n\r\n");
  EXPECT_TRUE(Has(old.ReadAll(), "GET / |"));
  Client kept(port);
  EXPECT_TRUE(Has(kept.Ask("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"), "Connection: keep-alive"));
  EXPECT_TRUE(Has(kept.Ask(kGet), "GET /a"));
}

TEST_F(ServerTest, AnswersAPipelineInOrder) {
  Client client(Start());
  std::string all;
  for (int i = 0; i < 100; ++i) all += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\n\r\n";
  client.Send(all);
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(Has(client.ReadOne(), "GET /" + std::to_string(i) + " h|"));
}

TEST_F(ServerTest, TakesARequestByteByByte) {
  Client client(Start());
  for (const char c : std::string("POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello")) {
    client.Send(std::string_view(&c, 1));
  }
  EXPECT_TRUE(Has(client.ReadOne(), "POST /p h|hello"));
}

TEST_F(ServerTest, TakesChunksHeadAbsoluteFormAndContinue) {
  Client client(Start());
  EXPECT_TRUE(Has(client.Ask("POST /p HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                             "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nHost: other\r\n\r\n"),
                  "POST /p h|abcde"));
  EXPECT_TRUE(Has(client.Ask("GET http://other:1/x?y HTTP/1.1\r\nHost: h\r\n\r\n"), "GET /x?y other:1|"));
  client.Send("POST /p HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_EQ(client.ReadOne(), "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_TRUE(Has(client.Ask("ok"), "POST /p h|ok"));
  client.Send("HEAD /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  const std::string head = client.ReadAll();
  EXPECT_TRUE(Has(head, "Content-Length: 10") && head.ends_with("\r\n\r\n")) << head;
}

constexpr std::string_view kManyHeaders =
    "POST /headers HTTP/1.1\r\nhOsT: h\r\nX-A: \t one  two \r\nAuthorization: a\r\nx-a:\r\nX-A: 3\r\n"
    "Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nTrailer: t\r\n\r\n";
constexpr std::string_view kManyHeadersSeen =
    "hOsT=h;X-A=one  two;Authorization=a;x-a=;X-A=3;Transfer-Encoding=chunked;|ok";

TEST_F(ServerTest, GivesAllHeadersWhenTheHandlerNeedsThem) {
  handler_.needs_headers = true;
  Client client(Start());
  EXPECT_TRUE(Has(client.Ask(kManyHeaders), kManyHeadersSeen));
  for (const char c : kManyHeaders) client.Send(std::string_view(&c, 1));
  EXPECT_TRUE(Has(client.ReadOne(), kManyHeadersSeen));
  const std::string large(5000, 'x');  // More than the buffer holds at first.
  EXPECT_TRUE(Has(client.Ask("GET /headers HTTP/1.1\r\nHost: h\r\nA: " + large + "\r\nB: c\r\n\r\n"),
                  "Host=h;A=" + large + ";B=c;|"));
  EXPECT_TRUE(Has(client.Ask("GET /headers HTTP/1.1\r\nHost: h\r\n\r\n"), "\r\n\r\nHost=h;|"));
}

TEST_F(ServerTest, GivesNoHeadersWhenTheHandlerNeedsNone) {
  Client client(Start());
  EXPECT_TRUE(Has(client.Ask(kManyHeaders), "\r\n\r\n|ok"));
}

TEST_F(ServerTest, RefusesWhatIsNotOneClearMessage) {
  const auto port = Start();
  for (const std::string head :
       {"Host: h\r\nContent-Length: 2\r\nContent-Length: 2\r\n", "Host: h\r\nContent-Length: 2, 2\r\n",
        "Host: h\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n",
        "Host: h\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n", "Host: h\r\nTransfer-Encoding: gzip\r\n",
        "Host: h\r\nContent-Length: x\r\n", "Host: h\r\nHost: i\r\n", "", "Host: h\r\nA: b\r\n c\r\n", "Host h\r\n"}) {
    Client client(port);
    client.Send("POST /p HTTP/1.1\r\n" + head + "\r\nab");
    const std::string answer = client.ReadAll();
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 400 ") && Has(answer, "Connection: close")) << head << answer;
  }
}

TEST_F(ServerTest, HoldsTheBodyLimit) {
  const auto port = Start();
  Client at(port);
  EXPECT_TRUE(Has(at.Ask("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n0123456789"), "|0123456789"));
  EXPECT_TRUE(Has(at.Ask("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\n\r\n0123456789a"), "HTTP/1.1 413"));
  Client chunked(port);
  EXPECT_TRUE(Has(chunked.Ask("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n0123456789a\r\n"),
                  "HTTP/1.1 413"));
  Client big(port);
  const std::string body(1 << 20, 'b');
  EXPECT_TRUE(big.Ask("POST /big HTTP/1.1\r\nHost: h\r\nContent-Length: 1048576\r\n\r\n" + body).ends_with(body));
}

TEST_F(ServerTest, HoldsTheHeaderLimit) {
  const auto port = Start({.header_bytes_max = 1000});
  const std::string start = "GET / HTTP/1.1\r\nHost: h\r\nA: ";
  const std::string fill(1000 - start.size() - 4, 'a');
  EXPECT_TRUE(Has(Client(port).Ask(start + fill + "\r\n\r\n"), "HTTP/1.1 200"));
  EXPECT_TRUE(Has(Client(port).Ask(start + fill + "a\r\n\r\n"), "HTTP/1.1 431"));
  EXPECT_TRUE(Has(Client(port).Ask("GET /" + std::string(2000, 'a')), "HTTP/1.1 414"));
}

TEST_F(ServerTest, TimesOut) {
  const auto port = Start({.request_timeout = 20ms, .idle_timeout = 60ms, .linger_timeout = 20ms, .tick = 5ms});
  Client slow(port);
  slow.Send("GET /");
  EXPECT_TRUE(Has(slow.ReadAll(), "HTTP/1.1 408"));
  EXPECT_EQ(Client(port).ReadAll(), "");
}

TEST_F(ServerTest, ClosesAPeerThatDoesNotRead) {
  const auto port = Start({.write_timeout = 20ms, .tick = 5ms});
  Client client(port);
  client.Send("GET /large HTTP/1.1\r\nHost: h\r\n\r\n");
  server_.Stop();  // Returns only because the stalled connection is given up.
}

TEST_F(ServerTest, WritesALargeAnswerAndServesHalfClosedPeers) {
  Client client(Start());
  client.Send("GET /large HTTP/1.1\r\nHost: h\r\n\r\n" + kGet);
  client.HalfClose();
  EXPECT_GT(client.ReadOne().size(), std::size_t{8 << 20});
  EXPECT_TRUE(Has(client.ReadAll(), "GET /a h|"));
}

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

TEST_F(ServerTest, SendsAnAnswerWhileItIsMade) {
  const auto port = Start();
  Client client(port);
  client.Send("GET /pieces HTTP/1.1\r\nHost: h\r\n\r\nGET /pieces HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  const std::string both = client.ReadAll();
  const std::size_t second = both.find("HTTP/1.1", 1);
  ASSERT_NE(second, std::string::npos);
  EXPECT_TRUE(Has(both.substr(0, 200), "Transfer-Encoding: chunked\r\n\r\n")) << both.substr(0, 200);
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

TEST_F(ServerTest, CutsAnAnswerThatCannotBeMade) {
  const auto port = Start();
  Client client(port);
  client.Send("GET /broken-pieces HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_TRUE(Unchunked(client.ReadAll()).ends_with("(cut short)"));
  Client leaver(port);
  leaver.Send("GET /pieces HTTP/1.1\r\nHost: h\r\n\r\n");
  leaver.Fill();
  leaver.Close();
  EXPECT_TRUE(Has(Client(port).Ask(kGet), "GET /a"));
}

TEST_F(ServerTest, PutsALongBodyAside) {
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

TEST_F(ServerTest, RefusesOneConnectionTooMany) {
  const auto port = Start({.connections_max = 1});
  Client first(port);
  EXPECT_TRUE(Has(first.Ask(kGet), "200 OK"));
  EXPECT_TRUE(Has(Client(port).ReadAll(), "HTTP/1.1 503"));
  EXPECT_TRUE(Has(first.Ask(kGet), "200 OK"));
}

TEST_F(ServerTest, AnswersThroughAWaiterInOrder) {
  Client client(Start());
  client.Send("GET /wait HTTP/1.1\r\nHost: h\r\n\r\n" + kGet);
  auto waiter = handler_.TakeWaiter();
  ASSERT_TRUE(waiter);
  waiter->Complete(Text(200, "late"));
  EXPECT_TRUE(client.ReadOne().ends_with("late"));
  EXPECT_TRUE(client.ReadOne().ends_with("GET /a h|"));
}

TEST_F(ServerTest, DropsAnAnswerWhoseClientIsGone) {
  const auto port = Start();
  Client client(port);
  client.Send("GET /wait HTTP/1.1\r\nHost: h\r\n\r\n");
  auto waiter = handler_.TakeWaiter();
  ASSERT_TRUE(waiter);
  client.Close();
  waiter->Complete(Text(200, std::string(1 << 20, 'x')));
  EXPECT_TRUE(Has(Client(port).Ask(kGet), "200 OK"));
}

TEST_F(ServerTest, StopLetsAPendingWaiterAnswer) {
  Client client(Start({.threads = 2}));
  client.Send("GET /wait HTTP/1.1\r\nHost: h\r\n\r\n");
  auto waiter = handler_.TakeWaiter();
  ASSERT_TRUE(waiter);
  auto stopped = std::async(std::launch::async, [this] { server_.Stop(); });
  waiter->Complete(Text(200, "late"));
  EXPECT_TRUE(client.ReadAll().find("late") != std::string::npos);
  client.Close();
  stopped.get();
}

TEST_F(ServerTest, AWaiterMayOutliveTheServer) {
  std::shared_ptr<gateway::Waiter> waiter;
  {
    Server server;
    auto port = server.Start({.stop_grace = 10ms, .tick = 5ms}, handler_);
    ASSERT_TRUE(port.ok());
    Client client(*port);
    client.Send("GET /wait HTTP/1.1\r\nHost: h\r\n\r\n");
    waiter = handler_.TakeWaiter();
    ASSERT_TRUE(waiter);
    server.Stop();
  }
  waiter->Complete(Text(200, "too late"));
}

std::string Ask(std::string_view path) {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: h\r\n\r\n";
}

TEST_F(ServerTest, DropsTheConnectionInsteadOfAnswering) {
  const auto port = Start();
  Client client(port);
  client.Send(Ask("/drop"));
  EXPECT_EQ(client.ReadAll(), "");
  EXPECT_TRUE(Has(Client(port).Ask(kGet), "200 OK"));
}

TEST_F(ServerTest, TruncatesTheBodyUnderTheWholesLength) {
  Client client(Start());
  client.Send(Ask("/truncate"));
  const std::string got = client.ReadAll();
  EXPECT_TRUE(Has(got, "Content-Length: 10")) << got;
  EXPECT_TRUE(got.ends_with("\r\n\r\n01234")) << got;
}

TEST_F(ServerTest, HoldsAnAnswerBackWithoutHoldingOthers) {
  const auto port = Start({.stop_grace = 10ms, .tick = 5ms});
  Client late(port);
  Client very_late(port);
  very_late.Send(Ask("/very-late"));
  late.Send(Ask("/late") + kGet);
  EXPECT_TRUE(Has(Client(port).Ask(kGet), "200 OK"));
  EXPECT_TRUE(late.ReadOne().ends_with("0123456789"));
  EXPECT_TRUE(late.ReadOne().ends_with("GET /a h|"));
  late.Send(Ask("/late-drop"));
  EXPECT_EQ(late.ReadAll(), "");
  EXPECT_TRUE(very_late.HasNothing());
}

TEST_F(ServerTest, StopDoesNotWaitForADelayLongerThanItsGrace) {
  const auto port = Start({.stop_grace = 10ms, .tick = 5ms});
  Client client(port);
  client.Send(Ask("/very-late"));
  EXPECT_TRUE(Has(Client(port).Ask(kGet), "200 OK"));  // on the one thread: the first has been taken up
  server_.Stop();
  EXPECT_EQ(client.ReadAll(), "");
}

TEST_F(ServerTest, AClientThatLeavesEndsNoDelayTooEarly) {
  const auto port = Start();
  {
    Client client(port);
    client.Send(Ask("/late"));
  }
  EXPECT_TRUE(Has(Client(port).Ask(Ask("/late")), "0123456789"));
}

TEST_F(ServerTest, SaysWhyItCannotListen) {
  const auto port = Start();
  Server other;
  auto taken = other.Start({.port = port}, handler_);
  ASSERT_FALSE(taken.ok());
  EXPECT_TRUE(Has(taken.error().message, "port " + std::to_string(port))) << taken.error().message;
  auto bad = other.Start({.host = "example.invalid"}, handler_);
  ASSERT_FALSE(bad.ok());
  EXPECT_TRUE(Has(bad.error().message, "example.invalid"));
}

TEST_F(ServerTest, ServesManyClientsAtOnce) {
  const auto port = Start({.threads = 3});
  std::atomic<int> good = 0;
  std::vector<std::thread> clients;
  for (int i = 0; i < 64; ++i) {
    clients.emplace_back([&] {
      Client client(port);
      for (int j = 0; j < 20; ++j) good += Has(client.Ask(kGet), "GET /a h|") ? 1 : 0;
    });
  }
  for (auto& client : clients) client.join();
  EXPECT_EQ(good, 64 * 20);
}

}  // namespace
}  // namespace macie_local::http
