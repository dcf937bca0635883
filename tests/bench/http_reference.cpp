// The two servers that macie-local's HTTP speed is held against, answering every request with the same bytes (a file: a
// whole answer, head and body). textbook: as Beast's examples teach. lean: the leanest design measured, one fixed
// answer. Usage: http_reference textbook|lean FILE [THREADS]; prints "ready on PORT".
#include <array>
#include <boost/asio.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;
using ErrorCode = beast::error_code;

namespace {

struct Answer {
  std::string head, body;
  http::response<http::string_body> message;
};

class Textbook : public std::enable_shared_from_this<Textbook> {
 public:
  Textbook(tcp::socket socket, const Answer& answer) : stream_(std::move(socket)), answer_(answer) {}

  void Read() {
    request_ = {};
    stream_.expires_after(std::chrono::seconds(30));
    http::async_read(stream_, buffer_, request_, [self = shared_from_this()](ErrorCode ec, std::size_t) {
      if (!ec) self->Write();
    });
  }

 private:
  void Write() {
    response_ = answer_.message;
    response_.keep_alive(request_.keep_alive());
    http::async_write(stream_, response_, [self = shared_from_this()](ErrorCode ec, std::size_t) {
      if (!ec && self->response_.keep_alive()) self->Read();
    });
  }

  beast::tcp_stream stream_;
  const Answer& answer_;
  beast::flat_buffer buffer_;
  http::request<http::string_body> request_;
  http::response<http::string_body> response_;
};

using Executor = asio::io_context::executor_type;
using LeanSocket = asio::basic_stream_socket<tcp, Executor>;

class Lean : public std::enable_shared_from_this<Lean> {
 public:
  Lean(LeanSocket socket, const Answer& answer) : socket_(std::move(socket)), answer_(answer) {
    socket_.non_blocking(true);
    parser_.emplace();
    parser_->eager(true);
  }

  void Read() {
    socket_.async_read_some(buffer_.prepare(4096), [self = shared_from_this()](ErrorCode ec, std::size_t bytes) {
      if (ec) return;
      self->buffer_.commit(bytes);
      self->Parse();
    });
  }

 private:
  void Parse() {
    while (buffer_.size() != 0) {
      ErrorCode ec;
      buffer_.consume(parser_->put(buffer_.data(), ec));
      if (ec == http::error::need_more) break;
      if (ec) return;
      if (!parser_->is_done()) continue;
      parser_.emplace();
      parser_->eager(true);
      const std::array<asio::const_buffer, 2> out{asio::buffer(answer_.head), asio::buffer(answer_.body)};
      const std::size_t total = answer_.head.size() + answer_.body.size();
      const std::size_t sent = socket_.write_some(out, ec);
      if (sent == total) continue;
      if (ec && ec != asio::error::would_block) return;
      beast::buffers_suffix<std::array<asio::const_buffer, 2>> rest(out);
      rest.consume(sent);
      asio::async_write(socket_, rest, [self = shared_from_this()](ErrorCode failed, std::size_t) {
        if (!failed) self->Parse();
      });
      return;
    }
    Read();
  }

  LeanSocket socket_;
  const Answer& answer_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
};

// One acceptor dealing round robin, as the server under test, so that only the request path differs.
template <class Session, class Acceptor>
void Accept(Acceptor& acceptor, std::vector<std::unique_ptr<asio::io_context>>& contexts, std::size_t next,
            const Answer& answer) {
  auto& context = *contexts[next % contexts.size()];
  acceptor.async_accept(context.get_executor(), [&, next](ErrorCode ec, auto socket) {
    if (!ec) {
      socket.set_option(tcp::no_delay(true), ec);
      auto session = std::make_shared<Session>(std::move(socket), answer);
      asio::post(context, [session] { session->Read(); });
    }
    Accept<Session>(acceptor, contexts, next + 1, answer);
  });
}

template <class Session, class Acceptor>
void Serve(const Answer& answer, unsigned threads) {
  std::vector<std::unique_ptr<asio::io_context>> contexts;
  for (unsigned i = 0; i < threads; ++i) contexts.push_back(std::make_unique<asio::io_context>(1));
  Acceptor acceptor(*contexts[0], tcp::endpoint(asio::ip::address_v4::loopback(), 0));
  std::printf("ready on %u\n", static_cast<unsigned>(acceptor.local_endpoint().port()));
  std::fflush(stdout);
  Accept<Session>(acceptor, contexts, 0, answer);
  std::vector<std::thread> running;
  for (unsigned i = 1; i < threads; ++i) {
    running.emplace_back([&contexts, i] {
      const auto work = asio::make_work_guard(*contexts[i]);
      contexts[i]->run();
    });
  }
  contexts[0]->run();
}

bool Load(const char* path, Answer* answer) {
  std::ifstream file(path, std::ios::binary);
  const std::string all((std::istreambuf_iterator<char>(file)), {});
  const std::size_t end = all.find("\r\n\r\n");
  if (end == all.npos) return false;
  answer->head = all.substr(0, end + 4);
  answer->body = all.substr(end + 4);
  http::response_parser<http::string_body> parser;
  ErrorCode ec;
  parser.eager(true);
  parser.body_limit(boost::none);
  parser.put(asio::buffer(all), ec);
  if (ec || !parser.is_done()) return false;
  answer->message = parser.release();
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  Answer answer;
  if (argc < 3 || !Load(argv[2], &answer)) {
    std::cerr << "usage: http_reference textbook|lean FILE [THREADS]; FILE holds one whole HTTP answer\n";
    return 2;
  }
  const unsigned threads = argc > 3 ? static_cast<unsigned>(std::max(1, std::atoi(argv[3]))) : 1;
  if (std::string(argv[1]) == "textbook") {
    Serve<Textbook, tcp::acceptor>(answer, threads);
  } else {
    Serve<Lean, asio::basic_socket_acceptor<tcp, Executor>>(answer, threads);
  }
}
