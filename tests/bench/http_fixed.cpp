// The HTTP room alone: http::Server with a handler that gives a fixed body. Usage: http_fixed BODY_BYTES [THREADS];
// prints "ready on PORT" and serves until its standard input ends.
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>

#include "http/server.h"

namespace {

class Fixed : public macie_local::base::Handler {
 public:
  explicit Fixed(std::size_t bytes) {
    response_.content_type = "application/json";
    response_.request_id.fill('0');
    response_.body = std::string(bytes, 'x');
  }
  std::optional<macie_local::base::Response> Handle(const macie_local::base::Request&,
                                                    const std::shared_ptr<macie_local::base::Waiter>&) override {
    return response_;
  }
  std::uint64_t BodyBytesMax(std::string_view, std::string_view) const override { return 1 << 20; }
  macie_local::base::Response Refuse(int status, std::string_view) const override {
    auto refusal = response_;
    refusal.status = status;
    return refusal;
  }

 private:
  macie_local::base::Response response_;
};

}  // namespace

int main(int argc, char** argv) {
  Fixed handler(argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 200);
  macie_local::http::Server server;
  const auto port = server.Start({.threads = argc > 2 ? static_cast<unsigned>(std::atoi(argv[2])) : 1}, handler);
  if (!port.ok()) {
    std::cerr << port.error().text << "\n";
    return 2;
  }
  std::printf("ready on %u\n", static_cast<unsigned>(*port));
  std::fflush(stdout);
  while (std::getchar() != EOF) {
  }
}
