// Signatures of the JavaScript SDK under --verify-signatures.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import * as sdk from "@aws-sdk/client-macie2";
import { startServer } from "./server.mjs";

const temporary = { accountId: "111122223333", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", sessionToken: "FwoGZXIvYXdzEXAMPLE==" };
let folder;
let server;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "macie-local-"));
  const keys = join(folder, "keys.json");
  await writeFile(keys, JSON.stringify({ accessKeys: { ASIDEXAMPLE: temporary } }));
  server = await startServer("--verify-signatures", "--access-keys", keys);
});
after(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

const client = (changes = {}) => {
  const { secretAccessKey, sessionToken } = { ...temporary, ...changes };
  return new sdk.Macie2Client({
    endpoint: server.url, region: "us-east-1", maxAttempts: 1, credentials: { accessKeyId: "ASIDEXAMPLE", secretAccessKey, sessionToken },
  });
};

test("the right secret and token are taken, for ARNs and odd tag keys too", async () => {
  const macie = client();
  const { jobArn } = await macie.send(new sdk.CreateClassificationJobCommand({
    jobType: "ONE_TIME", name: "signed", s3JobDefinition: { bucketDefinitions: [{ accountId: temporary.accountId, buckets: ["b-1"] }] },
  }));
  assert.match(jobArn, /:111122223333:classification-job\//);
  const tags = { "a b": "1", "a+b": "2", "größe/=": "3" };
  await macie.send(new sdk.TagResourceCommand({ resourceArn: jobArn, tags }));
  assert.deepEqual((await macie.send(new sdk.ListTagsForResourceCommand({ resourceArn: jobArn }))).tags, tags);
  await macie.send(new sdk.UntagResourceCommand({ resourceArn: jobArn, tagKeys: Object.keys(tags) }));
  assert.deepEqual((await macie.send(new sdk.ListTagsForResourceCommand({ resourceArn: jobArn }))).tags, {});
});

test("a wrong secret and a missing token are not", async () => {
  await assert.rejects(client({ secretAccessKey: "wrong" }).send(new sdk.GetMacieSessionCommand({})),
    (error) => error.name === "InvalidSignatureException" && error.$metadata.httpStatusCode === 403);
  await assert.rejects(client({ sessionToken: undefined }).send(new sdk.GetMacieSessionCommand({})), { name: "UnrecognizedClientException" });
});
