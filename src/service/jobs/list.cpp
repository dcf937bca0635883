// ListClassificationJobs (behaviour C.7): filters, sort and pages over the jobs of one account and region.
#include <algorithm>
#include <charconv>
#include <compare>
#include <functional>
#include <string>
#include <vector>

#include "base/page_token.h"
#include "base/text.h"
#include "base/timestamp.h"
#include "model/errors.h"
#include "model/handlers/jobs.h"
#include "model/operations.h"
#include "service/core/criteria_budget.h"
#include "service/core/messages.h"
#include "service/core/page.h"
#include "service/jobs/view.h"
#include "state/state.h"
#include "wire/codec.h"

namespace macie_local::service {
namespace {

using Key = model::ListJobsFilterKey;
using Comparator = model::JobComparator;
using SortKey = model::ListJobsSortAttributeName;

std::string_view TextOf(const model::JobRecord& job, Key key) {
  switch (key) {
    case Key::jobStatus:
      return wire::EnumName(*job.jobStatus);
    case Key::jobType:
      return wire::EnumName(*job.jobType);
    case Key::name:
      return *job.name;
    case Key::createdAt:
      break;
  }
  return {};
}

// ISO 8601, or epoch milliseconds [I].
std::optional<Timestamp> ParseTime(const std::string& text) {
  std::int64_t millis = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), millis);
  if (error != std::errc() || end != text.data() + text.size()) return base::ParseIso8601(text);
  return base::FromEpochMillis(millis);
}

bool Compare(std::strong_ordering order, Comparator comparator) {
  switch (comparator) {
    case Comparator::EQ:
      return order == 0;
    case Comparator::GT:
      return order > 0;
    case Comparator::GTE:
      return order >= 0;
    case Comparator::LT:
      return order < 0;
    case Comparator::LTE:
      return order <= 0;
    default:
      return false;
  }
}

// One value that is compared with every job one by one counts as so many in the budget of a request: at most 50 of a
// term, 250 of a request.
constexpr std::size_t kEachJobWeight = 20;

using Predicate = std::function<bool(const model::JobRecord&)>;

// One term: true when any of its values is met, and for NE when none is equal [I].
wire::Outcome<Predicate> Compile(const std::string& where, const model::ListJobsFilterTerm& term,
                                 CriteriaBudget* budget) {
  const Key key = term.key;
  const Comparator comparator = term.comparator;
  const std::string key_name(wire::EnumName(key));
  const bool equality = comparator == Comparator::EQ || comparator == Comparator::NE;
  const bool text_match = comparator == Comparator::CONTAINS || comparator == Comparator::STARTS_WITH;
  const bool allowed = equality || (key == Key::name ? text_match : key == Key::createdAt && !text_match);
  if (!allowed) {
    return RequestFailed(where + ".comparator can't be " + std::string(wire::EnumName(comparator)) + " for " +
                         key_name + "; allowed: " +
                         (key == Key::name        ? "EQ, NE, CONTAINS, STARTS_WITH"
                          : key == Key::createdAt ? "EQ, NE, GT, GTE, LT, LTE"
                                                  : "EQ, NE"));
  }
  if (term.values.empty()) return RequestFailed(where + ".values must have at least one value");
  const bool each_job = text_match || key == Key::createdAt;  // compares every value with every job
  MACIE_CHECK(budget->TakeValues(where + ".values", term.values, each_job ? kEachJobWeight : 1));
  const bool negated = comparator == Comparator::NE;
  const Comparator plain = negated ? Comparator::EQ : comparator;
  if (key == Key::createdAt) {
    std::vector<Timestamp> times;
    for (const auto& value : term.values) {
      const auto time = ParseTime(value);
      if (!time) {
        return RequestFailed(where + ".values must be times such as '2023-09-24T14:31:13Z'; " + base::Quote(value) +
                             " given");
      }
      times.push_back(*time);
    }
    return Predicate([times, plain, negated](const model::JobRecord& job) {
      return negated != std::any_of(times.begin(), times.end(),
                                    [&](Timestamp time) { return Compare(*job.createdAt <=> time, plain); });
    });
  }
  std::vector<std::string> values = term.values;
  std::sort(values.begin(), values.end());
  return Predicate([values = std::move(values), key, plain, negated](const model::JobRecord& job) {
    const std::string_view text = TextOf(job, key);
    if (plain == Comparator::EQ) {
      return negated != std::binary_search(values.begin(), values.end(), text, std::less<>());
    }
    return negated != std::any_of(values.begin(), values.end(), [&](const std::string& value) {
             if (plain == Comparator::CONTAINS) return text.find(value) != std::string_view::npos;
             return text.starts_with(value);
           });
  });
}

wire::Outcome<std::vector<Predicate>> CompileAll(const std::string& where,
                                                 const std::optional<std::vector<model::ListJobsFilterTerm>>& terms,
                                                 CriteriaBudget* budget) {
  std::vector<Predicate> out;
  if (!terms) return out;
  MACIE_CHECK(budget->TakeTerms(where, terms->size()));
  for (std::size_t i = 0; i < terms->size(); ++i) {
    MACIE_TRY(auto predicate, Compile(where + "[" + std::to_string(i) + "]", (*terms)[i], budget));
    out.push_back(std::move(predicate));
  }
  return out;
}

bool All(const std::vector<Predicate>& predicates, const model::JobRecord& job) {
  return std::all_of(predicates.begin(), predicates.end(), [&](const Predicate& predicate) { return predicate(job); });
}

// The place of a job in the order asked for: the sort value, then the id.
struct Place {
  std::int64_t number = 0;  // createdAt
  std::string text;         // the others, by their spelling [I]
  std::string job_id;
};

struct Order {
  SortKey key = SortKey::createdAt;
  bool descending = true;  // no sort asked for: newest first [I]

  Place PlaceOf(const model::JobRecord& job) const {
    Place place;
    switch (key) {
      case SortKey::createdAt:
        place.number = job.createdAt->time_since_epoch().count();
        break;
      case SortKey::jobStatus:
        place.text = TextOf(job, Key::jobStatus);
        break;
      case SortKey::jobType:
        place.text = TextOf(job, Key::jobType);
        break;
      case SortKey::name:
        place.text = TextOf(job, Key::name);
        break;
    }
    place.job_id = *job.jobId;
    return place;
  }

  bool Before(const Place& a, const Place& b) const {
    if (a.number != b.number) return (a.number < b.number) != descending;
    if (a.text != b.text) return (a.text < b.text) != descending;
    return a.job_id < b.job_id;
  }
};

wire::Outcome<std::optional<Place>> OpenPlace(const Page& page) {
  if (!page.position) return std::optional<Place>();
  base::TokenReader reader(*page.position);
  Place place;
  place.number = reader.Number();
  place.text = reader.Text();
  place.job_id = reader.Text();
  if (!reader.Finished()) return InvalidPageToken();
  return std::optional(std::move(place));
}

}  // namespace

wire::Outcome<model::ListClassificationJobsResponse> ListClassificationJobs(
    const Call& call, const state::Snapshot& snapshot, const model::ListClassificationJobsRequest& request) {
  std::vector<Predicate> includes;
  std::vector<Predicate> excludes;
  if (request.filterCriteria) {
    CriteriaBudget budget;
    MACIE_TRY(includes, CompileAll("filterCriteria.includes", request.filterCriteria->includes, &budget));
    MACIE_TRY(excludes, CompileAll("filterCriteria.excludes", request.filterCriteria->excludes, &budget));
  }
  Order order;
  if (request.sortCriteria) {
    order.key = request.sortCriteria->attributeName.value_or(SortKey::createdAt);
    order.descending = request.sortCriteria->orderBy == model::OrderBy::DESC;
  }
  const auto question = [&request] {
    model::ListClassificationJobsRequest asked = request;
    asked.maxResults.reset();
    asked.nextToken.reset();
    return asked;
  };
  MACIE_TRY(const Page page, OpenPage(call, snapshot.state(), model::Operation::ListClassificationJobs, question,
                                      request.maxResults, request.nextToken));
  MACIE_TRY(const std::optional<Place> after, OpenPlace(page));

  // Excludes win; a job is left out when it meets any of the exclude terms' conjunction (behaviour C.7 by analogy with
  // C.2 [I]).
  std::vector<std::pair<Place, const model::JobRecord*>> found;
  for (const auto& [row_id, record] : snapshot.partition(call.caller).jobs) {
    const model::JobRecord& job = *record;
    if (!All(includes, job) || (!excludes.empty() && All(excludes, job))) continue;
    Place place = order.PlaceOf(job);
    if (!after || order.Before(*after, place)) found.emplace_back(std::move(place), &job);
  }
  const std::size_t count = std::min(found.size(), page.size);
  std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(count), found.end(),
                    [&](const auto& a, const auto& b) { return order.Before(a.first, b.first); });
  model::ListClassificationJobsResponse response;
  auto& items = response.items.emplace();
  for (std::size_t i = 0; i < count; ++i) items.push_back(SummarizeJob(call, *found[i].second));
  if (count < found.size()) {
    const Place& last = found[count - 1].first;
    response.nextToken = page.Next(base::TokenWriter().Number(last.number).Text(last.text).Text(last.job_id).bytes());
  }
  return response;
}

}  // namespace macie_local::service
