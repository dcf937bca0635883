// The main job end to end through the JavaScript SDK.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import * as sdk from "@aws-sdk/client-macie2";
import { startServer } from "./server.mjs";

let server;
let client;
const account = "123456789012";
const job = (changes = {}) => new sdk.CreateClassificationJobCommand({
  jobType: "ONE_TIME", name: "js", s3JobDefinition: { bucketDefinitions: [{ accountId: account, buckets: ["b-1"] }] }, ...changes,
});

before(async () => {
  server = await startServer();
  client = new sdk.Macie2Client({
    endpoint: server.url, region: "us-east-1", maxAttempts: 1, credentials: { accessKeyId: account, secretAccessKey: "any" },
  });
  await server.putBuckets(Array.from({ length: 7 }, (_, i) => ({ bucketName: `b-${i}`, objectCount: i })));
});
after(() => server.stop());

test("buckets are paged, sorted and have Dates", async () => {
  const names = [];
  const query = { sortCriteria: { attributeName: "objectCount", orderBy: "DESC" } };
  for await (const page of sdk.paginateDescribeBuckets({ client, pageSize: 3 }, query)) {
    for (const bucket of page.buckets) {
      assert.ok(bucket.bucketCreatedAt instanceof Date);
      names.push(bucket.bucketName);
    }
  }
  assert.deepEqual(names, ["b-6", "b-5", "b-4", "b-3", "b-2", "b-1", "b-0"]);
});

test("criteria select", async () => {
  const { buckets } = await client.send(new sdk.DescribeBucketsCommand({ criteria: { objectCount: { gte: 5, neq: ["6"] } } }));
  assert.deepEqual(buckets.map((b) => b.bucketName), ["b-5"]);
});

test("a job is made, completes, is tagged by its ARN and listed", async () => {
  const made = await client.send(job());
  const deadline = Date.now() + 10_000;
  let seen;
  do {
    assert.ok(Date.now() < deadline, "the job did not complete");
    seen = await client.send(new sdk.DescribeClassificationJobCommand({ jobId: made.jobId }));
  } while (seen.jobStatus !== "COMPLETE");
  assert.ok(seen.createdAt instanceof Date && Math.abs(Date.now() - seen.createdAt) < 60_000);
  assert.equal(seen.statistics.numberOfRuns, 1);
  await client.send(new sdk.TagResourceCommand({ resourceArn: made.jobArn, tags: { "a b": "c/d" } }));
  assert.deepEqual((await client.send(new sdk.ListTagsForResourceCommand({ resourceArn: made.jobArn }))).tags, { "a b": "c/d" });
  await client.send(new sdk.UntagResourceCommand({ resourceArn: made.jobArn, tagKeys: ["a b"] }));
  assert.deepEqual((await client.send(new sdk.ListTagsForResourceCommand({ resourceArn: made.jobArn }))).tags, {});
  const ids = [];
  for await (const page of sdk.paginateListClassificationJobs({ client, pageSize: 1 }, {})) ids.push(...page.items.map((i) => i.jobId));
  assert.ok(ids.includes(made.jobId));
});

test("errors have their name, status and request id", async () => {
  await assert.rejects(client.send(new sdk.DescribeClassificationJobCommand({ jobId: "0".repeat(32) })), (error) =>
    error instanceof sdk.ResourceNotFoundException && error.$metadata.httpStatusCode === 404 && error.$metadata.requestId.length === 36);
  await assert.rejects(client.send(job({ name: "n".repeat(501) })), (error) => error.name === "ValidationException" && /'name'/.test(error.message));
  await assert.rejects(client.send(job({ managedDataIdentifierSelector: "NONE" })), { name: "ValidationException" });
  await assert.rejects(client.send(new sdk.GetFindingsCommand({ findingIds: [] })), { name: "ValidationException" });
});

test("the rest of what works", async () => {
  assert.equal((await client.send(new sdk.GetMacieSessionCommand({}))).status, "ENABLED");
  assert.equal((await client.send(new sdk.GetBucketStatisticsCommand({}))).bucketCount, 7);
  assert.equal((await client.send(new sdk.ListManagedDataIdentifiersCommand({}))).items.length, 166);
  const { matchingResources } = await client.send(new sdk.SearchResourcesCommand({ bucketCriteria: { excludes: { and: [
    { simpleCriterion: { comparator: "EQ", key: "S3_BUCKET_NAME", values: ["b-0"] } }] } } }));
  assert.equal(matchingResources.length, 6);
  await client.send(new sdk.UpdateMacieSessionCommand({ findingPublishingFrequency: "ONE_HOUR" }));
  assert.equal((await client.send(new sdk.GetMacieSessionCommand({}))).findingPublishingFrequency, "ONE_HOUR");
});
