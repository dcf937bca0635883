// Any bytes as a request: the first two choose one of the 81 operations, the rest is path, query and body, separated by
// zero bytes. What is taken must survive the round trip through our own encoder.
#include "decode_fuzz.h"

#include <cstdlib>
#include <string>
#include <string_view>

#include "model/operations.h"
#include "service/bucket_criteria.h"
#include "wire/codec.h"
#include "wire/request.h"

namespace macie_local::fuzz {
namespace {

std::string_view TakePart(std::string_view* rest) {
  const std::size_t end = rest->find('\0');
  const std::string_view part = rest->substr(0, end);
  rest->remove_prefix(end == std::string_view::npos ? rest->size() : end + 1);
  return part;
}

}  // namespace

void DecodeOne(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return;
  const auto operations = model::Operations();
  const wire::OperationDesc& operation = operations[(data[0] * 256u + data[1]) % operations.size()];
  std::string_view rest(reinterpret_cast<const char*>(data) + 2, size - 2);
  const std::string_view path = TakePart(&rest);
  const std::string_view query = TakePart(&rest);
  model::FindRoute(operation.method_name, path);
  wire::Labels labels;
  labels.count = 1;
  labels.values[0] = path;
  if (operation.uri.find('{') == std::string_view::npos) labels.count = 0;
  wire::AnyStructure input(*operation.input);
  const auto status = wire::DecodeRequest(operation, labels, query, rest, input.get());
  if (!status.ok()) {
    if (status.error().message.empty() || status.error().shape == nullptr) std::abort();
    return;
  }
  std::string bytes;
  wire::EncodeTo(*operation.input, input.get(), wire::Nulls::kOmit, &bytes);
  std::string again;
  wire::EncodeTo(*operation.input, input.get(), wire::Nulls::kOmit, &again);
  if (bytes != again) std::abort();
  if (operation.id == static_cast<std::uint16_t>(model::Operation::DescribeBuckets)) {
    const auto* request = static_cast<const model::DescribeBucketsRequest*>(input.get());
    if (request->criteria && !service::CompileCriteria(*request->criteria).ok()) return;
    wire::AnyStructure decoded(*operation.input);
    if (!wire::DecodeInto(bytes, *operation.input, decoded.get(), {}).ok()) std::abort();
  }
}

}  // namespace macie_local::fuzz
