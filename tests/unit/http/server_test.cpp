// Proves over real sockets that the server frames, refuses, times out, waits and stops as server.h says.
#include "http/server.h"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "unit/http/client.h"

namespace macie_local::http {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kDelay = 30ms;
constexpr std::size_t kHugeBytes = 64 << 20;

base::Response Faulty(base::Delivery delivery) {
  base::Response response = Text(200, "0123456789");
  response.delivery = delivery;
  return response;
}

// Answers "METHOD TARGET HOST|BODY", to /headers "NAME=VALUE;...|BODY"; keeps the waiter of /wait; answers /large with
// 8 MB, /huge with 64, /empty with 204.
class FakeHandler : public base::Handler {
 public:
  std::optional<base::Response> Handle(const base::Request& request,
                                       const std::shared_ptr<base::Waiter>& waiter) override {
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
    if (request.target == "/huge") return Text(200, std::string(kHugeBytes, 'x'));
    if (request.target == "/empty") return Text(204, "");
    if (request.target == "/drop") return Faulty({.delay = {}, .cut = base::Delivery::Cut::kDrop});
    if (request.target == "/truncate") return Faulty({.delay = {}, .cut = base::Delivery::Cut::kTruncate});
    if (request.target == "/late") return Faulty({.delay = kDelay, .cut = base::Delivery::Cut::kWhole});
    if (request.target == "/late-drop") return Faulty({.delay = kDelay, .cut = base::Delivery::Cut::kDrop});
    if (request.target == "/very-late") return Faulty({.delay = 1h, .cut = base::Delivery::Cut::kWhole});
    return Text(200, std::string(request.method) + " " + std::string(request.target) + " " + std::string(request.host) +
                         "|" + std::string(request.body));
  }
  std::uint64_t BodyBytesMax(std::string_view, std::string_view target) const override {
    return target == "/big" ? 1 << 20 : 10;
  }
  bool NeedsHeaders() const override { return needs_headers; }
  base::Response Refuse(int status, std::string_view message) const override {
    if (refuses_by_exception) throw std::runtime_error("no refusal");
    return Text(status, std::string(message));
  }

  std::shared_ptr<base::Waiter> TakeWaiter() {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, 10s, [this] { return !waiters_.empty(); })) return nullptr;
    auto waiter = waiters_.back();
    waiters_.pop_back();
    return waiter;
  }

  bool needs_headers = false;
  bool refuses_by_exception = false;

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::shared_ptr<base::Waiter>> waiters_;
};

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

const std::string kForBrowsers =
    "X-Content-Type-Options: nosniff\r\nCross-Origin-Resource-Policy: same-origin\r\n"
    "Content-Security-Policy: frame-ancestors 'none'\r\n";

TEST_F(ServerTest, KeepsAConnection) {
  Client client(Start());
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(client.Ask(kGet),
              "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n" + kForBrowsers + "\r\nGET /a h|");
  }
  EXPECT_EQ(client.Ask("GET /empty HTTP/1.1\r\nHost: h\r\n\r\n"),
            "HTTP/1.1 204 No Content\r\nContent-Type: text/plain\r\n" + kForBrowsers + "\r\n");
  EXPECT_TRUE(Has(client.Ask("G@T"), "Connection: close\r\n" + kForBrowsers + "\r\n"));
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

TEST_F(ServerTest, GivesTheHeadersOfAPutAlways) {
  Client client(Start());
  EXPECT_TRUE(Has(client.Ask("PUT /headers HTTP/1.1\r\nHost: h\r\nX-A: 1\r\nContent-Length: 2\r\n\r\nok"),
                  "\r\n\r\nHost=h;X-A=1;Content-Length=2;|ok"));
  EXPECT_TRUE(Has(client.Ask("GET /headers HTTP/1.1\r\nHost: h\r\n\r\n"), "\r\n\r\n|"));
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

// Until the request timeout is long over: idle connections are closed later than it.
void OutlastTheTimeout(std::uint16_t port) {
  EXPECT_EQ(Client(port).ReadAll(), "");
}

TEST_F(ServerTest, ALongBodyThatKeepsItsPaceMayTakeLonger) {
  const auto port = Start({.request_timeout = 20ms, .idle_timeout = 60ms, .bytes_per_second_min = 50'000, .tick = 5ms});
  const std::string body(1 << 20, 'b');  // 21 seconds at that pace
  Client steady(port);
  steady.Send("POST /big HTTP/1.1\r\nHost: h\r\nContent-Length: 1048576\r\n\r\n" + body.substr(1));
  OutlastTheTimeout(port);
  EXPECT_TRUE(steady.Ask("b").ends_with(body));
}

TEST_F(ServerTest, ABodyThatDripsIsRefusedAtLast) {
  const auto port =
      Start({.request_timeout = 20ms, .idle_timeout = 60ms, .bytes_per_second_min = 1'000'000, .tick = 5ms});
  Client dripping(port);
  dripping.Send("POST /big HTTP/1.1\r\nHost: h\r\nContent-Length: 1048576\r\n\r\n");
  bool refused = false;
  for (int i = 0; i < 100 && !refused; ++i) {
    dripping.Send("b");
    OutlastTheTimeout(port);
    refused = !dripping.HasNothing();
  }
  EXPECT_TRUE(Has(dripping.ReadAll(), "HTTP/1.1 408"));
}

// What it takes each time is progress, and all of it together is too slow.
TEST_F(ServerTest, APeerThatTakesItsAnswerInDripsIsClosed) {
  const auto port =
      Start({.idle_timeout = 60ms, .write_timeout = 400ms, .bytes_per_second_min = 10'000'000'000, .tick = 5ms});
  Client client(port);
  client.Send("GET /huge HTTP/1.1\r\nHost: h\r\n\r\n");
  std::size_t taken = 0;
  for (int i = 0; i < 12; ++i) {
    const std::size_t enough = taken + (2 << 20);
    while (taken < enough) {
      const std::size_t some = client.TakeSome();
      if (some == 0) break;
      taken += some;
    }
    OutlastTheTimeout(port);
  }
  while (const std::size_t more = client.TakeSome()) taken += more;
  EXPECT_LT(taken, kHugeBytes);
}

// The third would stay open for ever if the first had ended the thread's timer.
TEST_F(ServerTest, AnExceptionClosesItsOwnConnectionOnly) {
  handler_.refuses_by_exception = true;
  const auto port = Start({.request_timeout = 20ms, .idle_timeout = 60ms, .tick = 5ms});
  Client slow(port);
  slow.Send("GET /");
  EXPECT_EQ(slow.ReadAll(), "");
  Client malformed(port);
  malformed.Send("G@T");
  EXPECT_EQ(malformed.ReadAll(), "");
  Client cut(port);
  cut.Send("GET /");
  cut.HalfClose();
  EXPECT_EQ(cut.ReadAll(), "");
  EXPECT_EQ(Client(port).ReadAll(), "");
  EXPECT_TRUE(Has(Client(port).Ask(kGet), "200 OK"));
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

TEST_F(ServerTest, RefusesALongHeadWhenUnfinishedRequestsTakeAllMemory) {
  const auto port = Start({.request_memory_max = 11 << 10});
  const auto head = [](std::size_t bytes) {
    return "GET /a HTTP/1.1\r\nHost: h\r\nX: " + std::string(bytes, 'x') + "\r\n\r\n";
  };
  Client client(port);
  EXPECT_TRUE(Has(client.Ask(head(6'000)), "200 OK"));
  Client other(port);
  const std::string refused = other.Ask(head(9'000));
  EXPECT_TRUE(Has(refused, "HTTP/1.1 503") && Has(refused, "have not sent whole")) << refused;
  EXPECT_TRUE(Has(client.Ask(head(6'000)), "200 OK"));
}

TEST_F(ServerTest, ABodyNeedsNoMemoryOfWhichThereIsNone) {
  const auto port = Start({.request_memory_max = 0});
  const std::string body(1 << 20, 'x');
  Client client(port);
  for (int i = 0; i < 2; ++i) {
    const std::string length = "Content-Length: " + std::to_string(body.size());
    const std::string answer = client.Ask("POST /big HTTP/1.1\r\nHost: h\r\n" + length + "\r\n\r\n" + body);
    EXPECT_TRUE(answer.ends_with("POST /big h|" + body));
  }
}

TEST_F(ServerTest, ClosesTheSlowestReaderWhenUnreadAnswersTakeAllMemory) {
  const auto port = Start({.answer_memory_max = kHugeBytes * 3 / 2});
  const std::string get_huge = "GET /huge HTTP/1.1\r\nHost: h\r\n\r\n";
  Client first(port);
  first.Send(get_huge);
  ASSERT_TRUE(first.Fill());
  Client second(port);
  second.Send(get_huge);
  EXPECT_GT(second.ReadOne().size(), kHugeBytes);
  EXPECT_LT(first.ReadAll().size(), kHugeBytes);
  EXPECT_TRUE(Has(second.Ask(kGet), "200 OK"));
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

TEST_F(ServerTest, HandsOutTheAnswersThatComeTogether) {
  constexpr std::size_t kClients = 40;
  const auto port = Start({.threads = 2});
  std::deque<Client> clients;
  std::vector<std::shared_ptr<base::Waiter>> waiters;
  for (std::size_t i = 0; i < kClients; ++i) {
    clients.emplace_back(port).Send("GET /wait HTTP/1.1\r\nHost: h\r\n\r\n" + kGet);
    waiters.push_back(handler_.TakeWaiter());
    ASSERT_TRUE(waiters.back());
  }
  clients[7].Close();
  for (std::size_t i = 0; i < kClients; ++i) waiters[i]->Complete(Text(200, "answer " + std::to_string(i) + "."));
  for (std::size_t i = 0; i < kClients; ++i) {
    if (i == 7) continue;
    EXPECT_TRUE(clients[i].ReadOne().ends_with("\r\nanswer " + std::to_string(i) + ".")) << i;
    EXPECT_TRUE(clients[i].ReadOne().ends_with("GET /a h|")) << i;
  }
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
  std::shared_ptr<base::Waiter> waiter;
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
  EXPECT_TRUE(Has(taken.error().text, "port " + std::to_string(port))) << taken.error().text;
  auto bad = other.Start({.host = "example.invalid"}, handler_);
  ASSERT_FALSE(bad.ok());
  EXPECT_TRUE(Has(bad.error().text, "example.invalid"));
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
