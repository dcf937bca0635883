// Tests as a program that uses Macie would write them: the emulator runs inside the test, is talked to over HTTP, and
// is steered by methods.
#include <curl/curl.h>
#include <gtest/gtest.h>
#include <macie_local/server.h>

#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>

namespace {

using namespace std::chrono_literals;

// Stands for the code under test, which would have an SDK: sends a request and returns the answer's body.
std::string Send(const std::string& method, const std::string& url, const std::string& body = {}) {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> request(curl_easy_init(), &curl_easy_cleanup);
  const auto take = +[](char* data, std::size_t, std::size_t size, void* answer) {
    static_cast<std::string*>(answer)->append(data, size);
    return size;
  };
  std::string answer;
  curl_easy_setopt(request.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(request.get(), CURLOPT_CUSTOMREQUEST, method.c_str());
  if (!body.empty()) curl_easy_setopt(request.get(), CURLOPT_COPYPOSTFIELDS, body.c_str());
  curl_easy_setopt(request.get(), CURLOPT_WRITEFUNCTION, take);
  curl_easy_setopt(request.get(), CURLOPT_WRITEDATA, &answer);
  curl_easy_setopt(request.get(), CURLOPT_NOPROXY, "*");
  curl_easy_setopt(request.get(), CURLOPT_TIMEOUT, 30L);
  const CURLcode code = curl_easy_perform(request.get());
  if (code != CURLE_OK) throw std::runtime_error(curl_easy_strerror(code));
  return answer;
}

bool Contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

constexpr char kPayrollJob[] = R"({"clientToken": "one", "jobType": "ONE_TIME", "name": "payroll",
    "s3JobDefinition": {"bucketDefinitions": [{"accountId": "123456789012", "buckets": ["payroll"]}]}})";

// Each test begins on the same day, with the same bucket.
class PayrollTest : public testing::Test {
 protected:
  void SetUp() override {
    macie_.ResetTo(std::chrono::sys_days(std::chrono::January / 31 / 2030) + 9h);
    macie_.PutBuckets(R"([{"bucketName": "payroll", "objectCount": 3, "sizeInBytes": 4096}])");
  }

  // The new job's id.
  std::string CreateJob() {
    const std::string answer = Send("POST", macie_.url() + "/jobs", kPayrollJob);
    const std::string before = "\"jobId\":\"";
    const std::size_t start = answer.find(before);
    if (start == std::string::npos) throw std::runtime_error("no job was made: " + answer);
    return answer.substr(start + before.size(), 32);
  }

  std::string DescribeJob(const std::string& id) { return Send("GET", macie_.url() + "/jobs/" + id); }

  macie_local::Server macie_;  // on a free port
};

TEST_F(PayrollTest, AJobIsCompleteOnceItsTimeIsOver) {
  const std::string job = CreateJob();
  const std::string running = DescribeJob(job);
  EXPECT_TRUE(Contains(running, "\"jobStatus\":\"RUNNING\"")) << running;
  EXPECT_TRUE(Contains(running, "\"createdAt\":\"2030-01-31T09:00:00.000Z\"")) << running;
  macie_.Advance(1h);
  const std::string done = DescribeJob(job);
  EXPECT_TRUE(Contains(done, "\"jobStatus\":\"COMPLETE\"")) << done;
}

TEST_F(PayrollTest, AResetLeavesNothing) {
  CreateJob();
  macie_.Reset();
  EXPECT_TRUE(Contains(Send("POST", macie_.url() + "/jobs/list", "{}"), "\"items\":[]"));
  EXPECT_FALSE(Contains(Send("POST", macie_.url() + "/datasources/s3", "{}"), "payroll"));
}

TEST_F(PayrollTest, AMistakeIsThrownWithWhatIsWrong) {
  try {
    macie_.PutBuckets(R"([{"bucketName": "payroll", "sizeInByte": 1}])");
    FAIL() << "nothing was thrown";
  } catch (const std::runtime_error& error) {
    EXPECT_TRUE(Contains(error.what(), "buckets[0].sizeInByte: unknown member")) << error.what();
  }
}

TEST_F(PayrollTest, TwoServersShareNothing) {
  macie_local::Config config = macie_local::EmbeddedDefaults();
  config.account = "111122223333";
  config.session = macie_local::SessionMode::kStrict;
  macie_local::Server other(config);
  EXPECT_NE(macie_.url(), other.url());
  EXPECT_NE(macie_.Now(), other.Now());
  EXPECT_TRUE(Contains(Send("GET", macie_.url() + "/macie"), "\"status\":\"ENABLED\""));
  EXPECT_TRUE(Contains(Send("GET", other.url() + "/macie"), "Macie is not enabled"));
  EXPECT_FALSE(Contains(other.State(), "payroll"));
}

TEST_F(PayrollTest, MethodsMayBeCalledFromAnyThread) {
  const auto put = [this](const std::string& name) {
    for (int i = 0; i < 20; ++i) {
      macie_.PutBuckets(R"([{"bucketName": ")" + name + std::to_string(i) + R"("}])");
    }
  };
  std::thread beside([&] { put("beside-"); });
  put("here-");
  beside.join();
  const std::string state = macie_.State();
  EXPECT_TRUE(Contains(state, "\"beside-19\""));
  EXPECT_TRUE(Contains(state, "\"here-19\""));
}

TEST(ServerTest, NothingAnswersAfterwards) {
  std::optional<macie_local::Server> server(std::in_place);
  const std::string health = server->url() + "/_macie-local/health";
  EXPECT_TRUE(Contains(Send("GET", health), "\"status\":\"ok\""));
  server.reset();
  EXPECT_THROW(Send("GET", health), std::runtime_error);
}

}  // namespace
