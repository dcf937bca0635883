#include "service/core/page.h"

#include <array>
#include <utility>

#include "base/text.h"
#include "model/errors.h"
#include "service/core/messages.h"

namespace macie_local::service {
namespace {

// The framework's form for a number out of range (behaviour A.8).
wire::Refusal OutOfRange(std::int64_t given, std::string_view constraint, std::int64_t bound) {
  return {model::kValidationException, "1 validation error detected: Value '" + std::to_string(given) +
                                           "' at 'maxResults' failed to satisfy constraint: Member must have value " +
                                           std::string(constraint) + " than or equal to " + std::to_string(bound)};
}

}  // namespace

wire::Outcome<Page> OpenPageOf(const Call& call, const state::State& state, model::Operation operation,
                               std::function<std::string()> question, std::optional<std::int64_t> max_results,
                               const std::optional<std::string>& next_token) {
  const wire::OperationDesc& desc = model::DescribeOperation(operation);
  std::int64_t size = max_results.value_or(desc.page_size_default);
  if (size < 1) return OutOfRange(size, "greater", 1);
  if (desc.page_size_clamped) size = std::min<std::int64_t>(size, desc.page_size_max);
  if (size > desc.page_size_max) return OutOfRange(size, "less", desc.page_size_max);
  Page page;
  page.size = static_cast<std::size_t>(size);
  page.key = state.page_token_key;
  page.context = [&desc, &call, question = std::move(question)] {
    return base::TokenWriter()
        .Text(desc.name)
        .Text(call.caller.account)
        .Text(call.caller.region)
        .Text(question())
        .bytes();
  };
  if (next_token && !next_token->empty()) {
    page.position = base::OpenPageToken(page.key, page.context(), *next_token);
    if (!page.position) return InvalidPageToken();
  }
  return page;
}

std::string NewestFirst(Timestamp created_at, std::string_view id) {
  const auto descending = ~static_cast<std::uint64_t>(created_at.time_since_epoch().count()) ^ (std::uint64_t{1} << 63);
  std::array<std::uint8_t, 8> bytes;
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(descending >> (56 - 8 * i));
  return base::ToHex(bytes).append(id);
}

}  // namespace macie_local::service
