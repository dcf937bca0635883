#include "unit/state/fixtures.h"

#include "base/timestamp.h"
#include "base/xxh64.h"
#include "wire/codec.h"

namespace macie_local::state {

model::JobRecord Job(std::string_view id, const std::vector<std::string>& bucket_names, std::optional<Timestamp> due) {
  model::JobRecord job;
  job.jobId = id;
  job.name = "job " + std::string(id);
  job.clientToken = "token-" + std::string(id);
  job.jobStatus = model::JobStatus::RUNNING;
  job.jobType = model::JobType::ONE_TIME;
  job.createdAt = At(0);
  model::S3BucketDefinitionForJob definition;
  definition.accountId = kHome.account;
  definition.buckets = bucket_names;
  job.s3JobDefinition.emplace().bucketDefinitions = {definition};
  job.emulator.emplace().dueAt = due;
  return job;
}

model::BucketMetadata Bucket(std::string_view name, std::int64_t objects) {
  model::BucketMetadata bucket;
  bucket.bucketName = name;
  bucket.accountId = kHome.account;
  bucket.objectCount = objects;
  bucket.versioning = true;
  bucket.bucketCreatedAt = At(1);
  bucket.publicAccess.emplace().effectivePermission = model::EffectivePermission::NOT_PUBLIC;
  model::KeyValuePair tag;
  tag.key = "team";
  tag.value = "\xC3\xA9quipe \"1\"";
  bucket.tags = {tag};
  return bucket;
}

model::SessionRecord Session() {
  model::SessionRecord session;
  session.status = model::MacieStatus::ENABLED;
  session.createdAt = At(0);
  session.serviceRole = "arn:aws:iam::111122223333:role/macie";
  return session;
}

std::string Dump(const State& state) {
  std::string out;
  for (const auto& entry : state.partitions) {
    const PartitionKey& key = entry.first;
    const std::shared_ptr<const Partition>& partition = entry.second;
    out += "partition " + std::to_string(partition->row_id) + " " + key.account + " " + key.region + "\n";
    for (const auto& [id, row] : partition->sessions) {
      out += "session " + std::to_string(row.row_id) + " ";
      wire::Encode(*row.record, wire::Nulls::kOmit, &out);
      out += "\n";
    }
    for (const auto& [id, row] : partition->table<model::SettingsRecord>()) {
      out += "settings " + std::to_string(row.row_id) + " " + id + " ";
      wire::Encode(*row.record, wire::Nulls::kOmit, &out);
      out += "\n";
    }
    for (const auto& [row_id, job] : partition->jobs) {
      const bool found = partition->jobs.FindByToken(*job->clientToken) == job.get();
      out += "job " + std::to_string(row_id) + (found ? " by token " : " ");
      wire::Encode(*job, wire::Nulls::kOmit, &out);
      out += "\n";
      ForEachJobEvent(partition->job_events, row_id, [&](std::int64_t sequence, const JobEvent& event) {
        out +=
            "event " + std::to_string(sequence) + " in row " + std::to_string(event.row_id) + " " + *event.text + "\n";
      });
      if (const JobMatches* matches = partition->MatchesOf(row_id)) {
        model::JobRecord named;
        const auto buckets_of = [&](const std::string& account) {
          return &state.partition({account, key.region}).buckets;
        };
        NameMatches(buckets_of, key.account, *matches, &named.emulator.emplace());
        out += "matched ";
        wire::Encode(named, wire::Nulls::kOmit, &out);
        out += "\n";
      }
    }
    partition->objects.ForEach([&](const std::string& name, const state::ObjectTable::Bucket& bucket) {
      for (const auto& [object_key, row] : bucket.keys) {
        out += "object " + std::to_string(row.row_id) + " ";
        wire::Encode(state::RecordOf(name, *row.object, row.first_piece), wire::Nulls::kOmit, &out);
        for (const state::ObjectPiece& piece : row.object->pieces) out += " " + std::to_string(base::Xxh64(*piece, 0));
        out += "\n";
      }
    });
    partition->buckets.ForEachName([&](std::string_view name) {
      out += "bucket " + std::to_string(*partition->buckets.RowId(name)) + " ";
      wire::Encode(*partition->buckets.Find(name), wire::Nulls::kOmit, &out);
      out += "\n";
    });
  }
  for (const auto& [due, nothing] : state.due) {
    out += "due " + base::ToIso8601(due.at) + " " + due.partition.region + " " + due.job_id.str() + "\n";
  }
  return out;
}

}  // namespace macie_local::state
