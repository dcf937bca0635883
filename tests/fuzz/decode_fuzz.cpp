// Any bytes as a request: the first two choose one of the operations, the rest is path, query and body, separated by
// zero bytes. What is taken must survive the round trip through our own encoder.
#include <string>
#include <string_view>

#include "fuzz/fuzz.h"
#include "model/operations.h"
#include "service/buckets/criteria.h"
#include "wire/codec.h"
#include "wire/request.h"

namespace macie_local::fuzz {

void FuzzDecode(std::string_view bytes) {
  if (bytes.size() < 2) return;
  Input input(bytes);
  const auto operations = model::Operations();
  const wire::OperationDesc& operation = operations[input.Below(operations.size())];
  const std::string_view path = input.Until('\0');
  const std::string_view query = input.Until('\0');
  model::FindRoute(operation.method_name, path);
  wire::Labels labels;
  if (operation.uri.find('{') != std::string_view::npos) {
    labels.count = 1;
    labels.values[0] = path;
  }
  wire::AnyStructure request(*operation.input);
  const auto status = wire::DecodeRequest(operation, labels, query, input.Rest(), request.get());
  if (!status.ok()) {
    Require(!status.error().text.empty(), "a refusal has a text");
    return;
  }
  std::string encoded;
  wire::EncodeTo(*operation.input, request.get(), wire::Nulls::kOmit, &encoded);
  wire::AnyStructure decoded(*operation.input);
  if (operation.has_body) {
    // Members of path and query are not in the encoded body's reading, so only the body's can be held against it.
    Require(wire::DecodeInto(encoded, *operation.input, decoded.get(), {}).ok(), "what is encoded can be decoded");
    std::string again;
    wire::EncodeTo(*operation.input, decoded.get(), wire::Nulls::kOmit, &again);
    wire::AnyStructure third(*operation.input);
    Require(wire::DecodeInto(again, *operation.input, third.get(), {}).ok(), "what is encoded twice can be decoded");
    std::string last;
    wire::EncodeTo(*operation.input, third.get(), wire::Nulls::kOmit, &last);
    Require(again == last, "decoding and encoding settle");
  }
  if (operation.id == static_cast<std::uint16_t>(model::Operation::DescribeBuckets)) {
    const auto* buckets = static_cast<const model::DescribeBucketsRequest*>(request.get());
    if (buckets->criteria) (void)service::CompileCriteria(*buckets->criteria).ok();
  }
}

}  // namespace macie_local::fuzz
