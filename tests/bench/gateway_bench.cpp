// A request through the gateway, in process: with the journal on and off, and with fault rules that are for others; and
// what counting and noting it costs by itself. gateway_bench [--quick]
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "app/system_ports.h"
#include "support/bench_gateway.h"

namespace macie_local::bench {
namespace {

using support::GatewayBench;

int rounds = 40;
constexpr int kRequests = 5000;

const app::SystemStopwatch kStopwatch;

constexpr std::string_view kAuthorization =
    "AWS4-HMAC-SHA256 Credential=123456789012/20240110/us-east-1/macie2/aws4_request, "
    "SignedHeaders=content-type;host;x-amz-date, "
    "Signature=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
constexpr std::string_view kUserAgent =
    "Boto3/1.26.27 Python/3.11.2 Linux/6.1.0 Botocore/1.29.27 md/Botocore#1.29.27 ua/2.0 os/linux#6.1.0";

gateway::Request SessionRequest() {
  gateway::Request request;
  request.method = "GET";
  request.target = "/macie";
  request.host = "127.0.0.1:6224";
  request.authorization = kAuthorization;
  request.user_agent = kUserAgent;
  return request;
}

// Nanoseconds a call.
template <class Work>
double Measure(const Work& work) {
  const auto started = kStopwatch.Elapsed();
  for (int i = 0; i < kRequests; ++i) work();
  return static_cast<double>((kStopwatch.Elapsed() - started).count()) / kRequests;
}

double Median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

gateway::GatewayOptions Options(std::size_t journal) {
  auto options = GatewayBench::Options();
  options.journal_requests_max = journal;
  return options;
}

void Run() {
  GatewayBench off(Options(0));
  GatewayBench on(Options(10'000));
  GatewayBench ruled(Options(10'000));
  ruled.Send("PUT", "/_macie-local/faults",
             R"([{"operation":"CreateClassificationJob","error":{"type":"ThrottlingException"}},
                 {"account":"999999999999","latencyMs":100},{"operation":"tags","drop":"AFTER"}])");
  gateway::Metrics metrics;
  gateway::Journal journal(10'000);
  const app::SystemClock clock;
  const gateway::Recorder recorder(clock, kStopwatch, metrics, journal);
  const gateway::Request request = SessionRequest();
  std::vector<double> without, with, rules, counting, with_ratio, rules_ratio;
  for (int i = 0; i < rounds; ++i) {
    without.push_back(Measure([&] { off.Send(request); }));
    with.push_back(Measure([&] { on.Send(request); }));
    rules.push_back(Measure([&] { ruled.Send(request); }));
    counting.push_back(Measure([&] { recorder.Finish(recorder.Start(request, gateway::Response())); }));
    with_ratio.push_back(with.back() / without.back());
    rules_ratio.push_back(rules.back() / without.back());
  }
  std::printf("GetMacieSession through the gateway, nanoseconds (median of %d rounds)\n", rounds);
  std::printf("  journal off                     %8.0f\n", Median(without));
  std::printf("  journal on                      %8.0f   %+.0f %% of the first\n", Median(with),
              100 * (Median(with_ratio) - 1));
  std::printf("  and three rules for others      %8.0f   %+.0f %%\n", Median(rules), 100 * (Median(rules_ratio) - 1));
  std::printf("  counting and noting alone       %8.0f\n", Median(counting));
}

}  // namespace
}  // namespace macie_local::bench

int main(int argc, char** argv) {
  if (argc == 2 && std::strcmp(argv[1], "--quick") == 0) {
    macie_local::bench::rounds = 5;
  } else if (argc != 1) {
    std::fprintf(stderr, "usage: gateway_bench [--quick]\n");
    return 2;
  }
  macie_local::bench::Run();
  return 0;
}
