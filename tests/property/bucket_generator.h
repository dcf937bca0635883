// Random buckets, and random questions about them.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/query.h"
#include "property/naive_buckets.h"
#include "property/random_values.h"
#include "service/buckets/criteria.h"
#include "state/bucket_schema.h"
#include "wire/codec.h"

namespace macie_local::naive {

class Generator : public Dice {
 public:
  std::string Name() { return Pick(prefixes_) + std::to_string(Below(4000)); }

  // A bucket whose every member may be absent.
  model::BucketMetadata Bucket(const std::string& name) {
    model::BucketMetadata bucket;
    fill_.Structure(wire::Describe<model::BucketMetadata>(), &bucket);
    bucket.bucketName = name;
    if (Chance(70)) bucket.bucketArn = "arn:aws:s3:::" + name;
    return bucket;
  }

  Json Criteria() {
    Json criteria = Json::object();
    const auto& fields = state::BucketSchema::Get().fields();
    for (std::size_t count = Below(4); count > 0; --count) {
      const state::BucketField& field = fields[Below(fields.size())];
      criteria[field.path] = Operators(field);
    }
    return criteria;
  }

  std::string SortPath() {
    while (true) {
      const auto& field = Pick(state::BucketSchema::Get().fields());
      using Kind = state::BucketField::Kind;
      if (field.kind != Kind::kTextList && field.kind != Kind::kPairKeys && field.kind != Kind::kPairValues) {
        return field.path;
      }
    }
  }

 private:
  std::int64_t Number() {
    return Chance(50) ? static_cast<std::int64_t>(Below(5)) : static_cast<std::int64_t>(Below(1'000'000'000));
  }
  std::string Text() { return Pick(texts_); }
  std::int64_t TimeMillis() { return 1'600'000'000'000 + static_cast<std::int64_t>(Below(6)) * 500; }

  Json Values(const state::BucketField& field) {
    Json values = Json::array();
    // Long lists are tested, and estimated, in another way than short ones.
    for (std::size_t count = Chance(10) ? 20 + Below(200) : 1 + Below(3); count > 0; --count) {
      switch (field.kind) {
        case state::BucketField::Kind::kNumber:
          values.push_back(std::to_string(Number()));
          break;
        case state::BucketField::Kind::kBoolean:
          values.push_back(Chance(50) ? "true" : "false");
          break;
        case state::BucketField::Kind::kChoice: {
          const auto& choices = state::BucketSchema::Get().columns().column(field.column).choices;
          values.push_back(Chance(90) ? Pick(choices) : "NONE_OF_THEM");
          break;
        }
        default:
          values.push_back(field.path == "bucketName" ? Name() : Text());
      }
    }
    return values;
  }

  Json Operators(const state::BucketField& field) {
    Json operators = Json::object();
    const bool ordered =
        field.kind == state::BucketField::Kind::kNumber || field.kind == state::BucketField::Kind::kDate;
    if (field.kind != state::BucketField::Kind::kDate) {
      if (Chance(50)) operators["eq"] = Values(field);
      if (Chance(30)) operators["neq"] = Values(field);
    }
    if (ordered) {
      for (const char* name : {"gt", "gte", "lt", "lte"}) {
        if (Chance(30)) operators[name] = field.kind == state::BucketField::Kind::kDate ? TimeMillis() : Number();
      }
    }
    if (field.path == "bucketName" && Chance(40)) operators["prefix"] = Pick(prefixes_);
    return operators;
  }

  std::vector<std::string> prefixes_{"a", "ab", "logs-", "logs-eu-", "z.", "data"};
  std::vector<std::string> texts_{"", "a", "b", "team", "hr", "it", "größe", "prod", "a b", "A"};
  RandomFill fill_{this,
                   {[this] { return Text(); }, [this] { return Number(); }, [this] { return TimeMillis(); }},
                   /*whole_elements=*/true};
};

// The question as the engine takes it.
inline engine::Query Compile(const Json& criteria, const std::string& attribute, bool descending) {
  const auto request = wire::Decode<model::DescribeBucketsRequest>(Json{{"criteria", criteria}}.dump(), {});
  engine::Query query;
  if (request->criteria) {
    auto conditions = service::CompileCriteria(*request->criteria);
    EXPECT_TRUE(conditions.ok()) << criteria << (conditions.ok() ? "" : conditions.error().text);
    if (conditions.ok()) query.conditions = std::move(conditions).value();
  }
  if (!attribute.empty()) query.sort = state::BucketSchema::Get().Column(attribute);
  query.descending = descending;
  return query;
}

inline std::vector<std::string> NamesOf(const engine::Table& table, const std::vector<engine::Slot>& slots) {
  std::vector<std::string> names;
  for (const engine::Slot slot : slots) names.emplace_back(table.Key(slot));
  return names;
}

}  // namespace macie_local::naive
