// Any bytes as a request line: the first chooses a method, the rest is path, query and body, separated by zero bytes.
// The route that is found must be that of the path, and what its labels and query bind must not depend on parameters
// that the operation does not have.
#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "base/text.h"
#include "fuzz/fuzz.h"
#include "model/operations.h"
#include "wire/codec.h"
#include "wire/request.h"
#include "wire/router.h"

namespace macie_local::fuzz {
namespace {

constexpr std::array<std::string_view, 7> kMethods{"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "get"};

// The operation's URI with each label in the place of its name.
std::string PathOf(std::string_view uri, const wire::Labels& labels) {
  std::string path;
  std::size_t used = 0;
  while (!uri.empty()) {
    const std::size_t open = uri.find('{');
    path += uri.substr(0, open);
    if (open == std::string_view::npos) break;
    Require(used < labels.count, "a route has a label for each name in its URI");
    path += labels.values[used++];
    uri.remove_prefix(uri.find('}', open) + 1);
  }
  Require(used == labels.count, "a route has no more labels than names in its URI");
  return path;
}

// What decoding gives, as text.
std::string Outcome(const wire::Route& route, std::string_view query, std::string_view body) {
  wire::AnyStructure request(*route.operation->input);
  const auto status = wire::DecodeRequest(*route.operation, route.labels, query, body, request.get());
  if (!status.ok()) {
    Require(!status.error().text.empty(), "a refusal has a text");
    return std::string(status.error().shape.get().name) + ": " + status.error().text;
  }
  std::string text;
  wire::EncodeTo(*route.operation->input, request.get(), wire::Nulls::kEmit, &text);
  return text;
}

}  // namespace

void FuzzRouter(std::string_view bytes) {
  Input input(bytes);
  const std::string_view method = kMethods[input.Byte() % kMethods.size()];
  const std::string_view path = input.Until('\0');
  const std::string_view query = input.Until('\0');
  const std::string_view body = input.Rest();
  const wire::Route route = model::FindRoute(method, path);
  if (route.outcome != wire::RouteOutcome::kFound) {
    Require(route.operation == nullptr, "a route that is not found has no operation");
    return;
  }
  // HEAD is answered wherever GET is.
  Require(route.operation->method_name == (method == "HEAD" ? "GET" : method), "a route has the method asked for");
  // What is no label may be percent-encoded in the path.
  const std::string rebuilt = PathOf(route.operation->uri, route.labels);
  const auto decoded = base::PercentDecode(path);
  Require(rebuilt == path || !decoded || base::PercentDecode(rebuilt) == decoded,
          "a route's URI with its labels is the path");
  const std::string outcome = Outcome(route, query, body);
  Require(Outcome(route, std::string(query) + "&no-such-parameter=1", body) == outcome,
          "a parameter that the operation does not have changes nothing");
  Require(Outcome(route, std::string("&&").append(query), body) == outcome, "empty parameters change nothing");
}

}  // namespace macie_local::fuzz
