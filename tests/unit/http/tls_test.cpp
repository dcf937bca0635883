// Proves over real sockets that TLS changes what is on the wire and nothing else: same framing, refusals, deadlines and
// end as in server_test.cpp, and that clients can tell the server from another.
#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <future>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "http/self_signed.h"
#include "http/server.h"
#include "unit/http/tls_client.h"

namespace macie_local::http {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kLarge = 8 << 20;

base::Response Text(int status, std::string body) {
  base::Response response;
  response.status = status;
  response.content_type = "text/plain";
  response.body = std::move(body);
  return response;
}

// Answers "METHOD TARGET|BODY", /large with 8 MB; keeps the waiter of /wait.
class FakeHandler : public base::Handler {
 public:
  std::optional<base::Response> Handle(const base::Request& request,
                                       const std::shared_ptr<base::Waiter>& waiter) override {
    if (request.target == "/wait") {
      waiting_.set_value(waiter);
      return std::nullopt;
    }
    if (request.target == "/large") return Text(200, std::string(kLarge, 'x'));
    return Text(200, std::string(request.method) + " " + std::string(request.target) + "|" + std::string(request.body));
  }
  std::uint64_t BodyBytesMax(std::string_view, std::string_view) const override { return 1 << 20; }
  base::Response Refuse(int status, std::string_view message) const override {
    return Text(status, std::string(message));
  }
  std::shared_ptr<base::Waiter> TakeWaiter() { return waiting_.get_future().get(); }

 private:
  std::promise<std::shared_ptr<base::Waiter>> waiting_;
};

bool Has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

constexpr Timestamp kNow = std::chrono::sys_days(std::chrono::January / 2 / 2045);

// One set of certificates for all tests.
const SelfSigned& Certificates() {
  static const SelfSigned made = MakeSelfSigned({"macie.test"}, kNow).value();
  return made;
}

class TlsTest : public testing::Test {
 protected:
  std::uint16_t Start(ServerOptions options = {}) {
    auto context = TlsContext::Make(Certificates().chain, Certificates().key);
    EXPECT_TRUE(context.ok());
    options.tls = *context;
    auto port = server_.Start(options, handler_);
    EXPECT_TRUE(port.ok());
    return *port;
  }
  static TlsClientOptions Trusting(std::string name = "localhost") {
    return {.ca = Certificates().ca, .name = std::move(name), .now = kNow};
  }
  FakeHandler handler_;
  Server server_;
};

const std::string kGet = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";
const std::string kLast = "GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";

TEST_F(TlsTest, AnswersAClientThatTrustsTheCa) {
  const auto port = Start();
  for (const char* name : {"localhost", "127.0.0.1", "::1", "host.docker.internal", "macie.test"}) {
    TlsClient client(port, Trusting(name));
    ASSERT_TRUE(client.Handshake()) << name << ": " << client.reason();
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(client.Ask(kGet).ends_with("\r\n\r\nGET /a|"));
  }
}

TEST_F(TlsTest, SpeaksTls12AndNothingOlder) {
  const auto port = Start();
  TlsClientOptions options = Trusting();
  options.version_max = TLS1_2_VERSION;
  TlsClient old(port, options);
  ASSERT_TRUE(old.Handshake()) << old.reason();
  EXPECT_TRUE(old.Ask(kGet).ends_with("GET /a|"));
  options.version_max = TLS1_1_VERSION;
  TlsClient older(port, options);
  EXPECT_FALSE(older.Handshake());
  EXPECT_TRUE(Has(older.reason(), "protocol version")) << older.reason();
}

TEST_F(TlsTest, ChoosesHttp11) {
  const auto port = Start();
  TlsClientOptions options = Trusting();
  options.protocols = "\x02h2\x08http/1.1";
  TlsClient client(port, options);
  ASSERT_TRUE(client.Handshake()) << client.reason();
  const unsigned char* chosen = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(client.ssl(), &chosen, &size);
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(chosen), size), "http/1.1");
  options.protocols = "\x02h2";
  TlsClient other(port, options);
  EXPECT_FALSE(other.Handshake());
  EXPECT_TRUE(Has(other.reason(), "no application protocol")) << other.reason();
}

TEST_F(TlsTest, ClientsRefuseWhatTheyCannotTrust) {
  const auto port = Start();
  TlsClient misnamed(port, Trusting("other.test"));
  EXPECT_FALSE(misnamed.Handshake());
  EXPECT_EQ(SSL_get_verify_result(misnamed.ssl()), X509_V_ERR_HOSTNAME_MISMATCH);
  TlsClientOptions options = Trusting();
  options.ca.clear();
  TlsClient unknowing(port, options);
  EXPECT_FALSE(unknowing.Handshake());
  EXPECT_TRUE(Has(unknowing.reason(), "certificate verify failed")) << unknowing.reason();
  TlsClient next(port, Trusting());
  ASSERT_TRUE(next.Handshake());
  EXPECT_TRUE(next.Ask(kGet).ends_with("GET /a|"));
}

TEST_F(TlsTest, TakesEachByteOnItsOwn) {
  TlsClientOptions options = Trusting();
  options.byte_by_byte = true;
  TlsClient client(Start(), options);
  ASSERT_TRUE(client.Handshake()) << client.reason();
  EXPECT_TRUE(client.Ask(kGet).ends_with("GET /a|"));
}

// After each piece another connection is answered on the one thread, so the server has read the pieces apart.
TEST_F(TlsTest, TakesTheLastChunkInThreePackets) {
  const auto port = Start();
  TlsClient client(port, Trusting());
  ASSERT_TRUE(client.Handshake()) << client.reason();
  for (const char* piece : {"POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", "0\r\n", "\r"}) {
    EXPECT_TRUE(client.Send(piece));
    TlsClient other(port, Trusting());
    ASSERT_TRUE(other.Handshake()) << other.reason();
    EXPECT_TRUE(other.Ask(kGet).ends_with("GET /a|"));
  }
  EXPECT_TRUE(client.Ask("\n").ends_with("POST /x|"));
}

TEST_F(TlsTest, PipelinesLargeBodiesBothWays) {
  const auto port = Start({.threads = 2});
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    TlsClientOptions options = Trusting();
    options.version_max = version;
    TlsClient client(port, options);
    ASSERT_TRUE(client.Handshake()) << client.reason();
    std::string body(1 << 20, '\0');
    for (std::size_t i = 0; i < body.size(); ++i) body[i] = static_cast<char>('a' + i % 23);
    client.Send("POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 1048576\r\n\r\n" + body +
                "GET /large HTTP/1.1\r\nHost: h\r\n\r\n" + kGet);
    EXPECT_TRUE(client.ReadOne().ends_with("\r\n\r\nPOST /p|" + body));
    EXPECT_TRUE(client.ReadOne().ends_with("\r\n\r\n" + std::string(kLarge, 'x')));
    EXPECT_TRUE(client.ReadOne().ends_with("GET /a|"));
  }
}

TEST_F(TlsTest, AnswersALongPipelineOfOneRecord) {
  TlsClient client(Start(), Trusting());
  ASSERT_TRUE(client.Handshake());
  std::string all;
  for (int i = 0; i < 400; ++i) all += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\n\r\n";
  client.Send(all);
  for (int i = 0; i < 400; ++i) EXPECT_TRUE(client.ReadOne().ends_with("GET /" + std::to_string(i) + "|"));
}

TEST_F(TlsTest, EndsWithCloseNotify) {
  const auto port = Start();
  for (const std::string& request : {kLast, kGet + kLast, std::string("not HTTP\r\n\r\n"),
                                     std::string("GET /large HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")}) {
    TlsClient client(port, Trusting());
    ASSERT_TRUE(client.Handshake());
    client.Send(request);
    EXPECT_TRUE(Has(client.ReadAll(), "HTTP/1.1 "));
    EXPECT_TRUE(client.ended_cleanly()) << request;
  }
}

TEST_F(TlsTest, EndsIdleConnectionsWithCloseNotify) {
  TlsClient client(Start({.idle_timeout = 20ms, .tick = 5ms}), Trusting());
  ASSERT_TRUE(client.Handshake());
  EXPECT_EQ(client.ReadAll(), "");
  EXPECT_TRUE(client.ended_cleanly());
}

TEST_F(TlsTest, AnswersAPeerThatHasEndedItsSide) {
  const auto port = Start();
  TlsClient client(port, Trusting());
  ASSERT_TRUE(client.Handshake());
  client.Send("GET /large HTTP/1.1\r\nHost: h\r\n\r\n" + kGet);
  client.SendEnd();
  EXPECT_GT(client.ReadOne().size(), kLarge);
  EXPECT_TRUE(Has(client.ReadAll(), "GET /a|"));
  TlsClient half(port, Trusting());
  ASSERT_TRUE(half.Handshake());
  half.Send("GET /");
  half.SendEnd();
  EXPECT_TRUE(Has(half.ReadAll(), "HTTP/1.1 400"));
}

TEST_F(TlsTest, TellsPlainHttpWhatIsSpokenHere) {
  const auto port = Start();
  for (int i = 0; i < 2; ++i) {
    Peer plain(port);
    plain.Send(kGet);
    const std::string answer = plain.ReceiveAll();
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 400 ") && Has(answer, "https://")) << answer;
  }
  TlsClient client(port, Trusting());
  EXPECT_TRUE(client.Handshake());
}

TEST_F(TlsTest, TimesOut) {
  const auto port = Start({.request_timeout = 200ms, .linger_timeout = 20ms, .tick = 5ms});
  Peer silent(port);
  TlsClient half(port, Trusting());
  half.peer().Send(half.Hello().substr(0, 50));
  TlsClient deaf(port, Trusting());  // Gets the server's part and does not go on.
  deaf.peer().Send(deaf.Hello());
  TlsClient slow(port, Trusting());
  ASSERT_TRUE(slow.Handshake());
  slow.Send("GET /");
  EXPECT_EQ(silent.ReceiveAll(), "");
  EXPECT_EQ(half.peer().ReceiveAll(), "");
  EXPECT_NE(deaf.peer().ReceiveAll(), "");
  EXPECT_TRUE(Has(slow.ReadAll(), "HTTP/1.1 408"));
}

TEST_F(TlsTest, SurvivesWhatIsNoHandshake) {
  const auto port = Start();
  Peer(port).Send("");
  Peer peer(port);
  peer.Send(std::string("\x16\x03\x01\xff\xff") + std::string(70000, '\x16'));
  peer.ReceiveAll();
  TlsClient broken(port, Trusting());
  ASSERT_TRUE(broken.Handshake());
  broken.peer().Send(std::string("\x17\x03\x03\x00\x20", 5) + std::string(32, 'x'));  // No record of ours.
  EXPECT_FALSE(broken.Fill());
  TlsClient client(port, Trusting());
  ASSERT_TRUE(client.Handshake());
  EXPECT_TRUE(client.Ask(kGet).ends_with("GET /a|"));
}

TEST_F(TlsTest, ClosesAPeerThatDoesNotRead) {
  TlsClient client(Start({.write_timeout = 20ms, .tick = 5ms}), Trusting());
  ASSERT_TRUE(client.Handshake());
  client.Send("GET /large HTTP/1.1\r\nHost: h\r\n\r\n");
  server_.Stop();  // Returns only because the stalled connection is given up.
}

TEST_F(TlsTest, RefusesOneConnectionTooManyOverTls) {
  const auto port = Start({.connections_max = 1});
  TlsClient first(port, Trusting());
  ASSERT_TRUE(first.Handshake());
  TlsClient second(port, Trusting());
  ASSERT_TRUE(second.Handshake());
  EXPECT_TRUE(Has(second.ReadAll(), "HTTP/1.1 503"));
  EXPECT_TRUE(second.ended_cleanly());
  EXPECT_TRUE(first.Ask(kGet).ends_with("GET /a|"));
}

TEST_F(TlsTest, StopDoesNotWaitForHandshakes) {
  const auto port = Start({.threads = 1, .stop_grace = 1h});
  Peer silent(port);
  TlsClient half(port, Trusting());
  half.peer().Send(half.Hello().substr(0, 50));
  TlsClient last(port, Trusting());  // Accepted after the others, so that they have begun.
  ASSERT_TRUE(last.Handshake());
  EXPECT_TRUE(last.Ask(kGet).ends_with("GET /a|"));
  server_.Stop();
  EXPECT_EQ(half.peer().ReceiveAll(), "");
  EXPECT_EQ(last.ReadAll(), "");
  EXPECT_TRUE(last.ended_cleanly());
}

TEST_F(TlsTest, StopLetsAPendingWaiterAnswer) {
  auto client = std::make_unique<TlsClient>(Start({.threads = 2}), Trusting());
  ASSERT_TRUE(client->Handshake());
  client->Send("GET /wait HTTP/1.1\r\nHost: h\r\n\r\n");
  auto waiter = handler_.TakeWaiter();
  auto stopped = std::async(std::launch::async, [this] { server_.Stop(); });
  waiter->Complete(Text(200, "late"));
  EXPECT_TRUE(client->ReadAll().ends_with("late"));
  client.reset();
  stopped.get();
}

TEST_F(TlsTest, ServesManyClientsAtOnce) {
  const auto port = Start({.threads = 3});
  std::atomic<int> good = 0;
  std::vector<std::thread> clients;
  for (int i = 0; i < 16; ++i) {
    clients.emplace_back([&] {
      TlsClient client(port, Trusting());
      if (!client.Handshake()) return;
      for (int j = 0; j < 20; ++j) good += client.Ask(kGet).ends_with("GET /a|") ? 1 : 0;
    });
  }
  for (auto& client : clients) client.join();
  EXPECT_EQ(good, 16 * 20);
}

}  // namespace
}  // namespace macie_local::http
