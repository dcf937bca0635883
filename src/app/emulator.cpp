#include "app/emulator.h"

#include <algorithm>
#include <filesystem>
#include <future>
#include <thread>
#include <utility>
#include <vector>

#include "app/access_keys.h"
#include "app/control_token.h"
#include "app/files.h"
#include "app/job_work.h"
#include "app/open_files.h"
#include "app/options.h"
#include "app/seeds.h"
#include "app/system_ports.h"
#include "app/tls.h"
#include "base/log.h"
#include "engine/query.h"
#include "gateway/gateway.h"
#include "http/server.h"
#include "model/types/records.h"
#include "service/core/arns.h"
#include "service/documents/documents.h"
#include "service/jobs/jobs.h"
#include "sources/inventory.h"
#include "state/bucket_table.h"
#include "state/object_source.h"
#include "store/store.h"
#include "wire/codec.h"

namespace macie_local::app {
namespace {

constexpr unsigned kThreadsDefaultMax = 4;

base::Result<AccessKeys> ReadAccessKeys(const Config& config) {
  if (!config.access_keys) return AccessKeys();
  MACIE_TRY(const std::string text, ReadFile("--access-keys", *config.access_keys));
  auto keys = ParseAccessKeys(text, config.verify_signatures);
  if (!keys.ok()) return base::Error("--access-keys " + *config.access_keys + ": " + keys.error().text);
  return keys;
}

// Whether only this machine can reach `host`; false when that is not plain to see.
bool IsLoopback(std::string_view host) {
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host == "localhost" || host == "::1") return true;
  return host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string_view::npos;
}

void WarnOfOpenControl(const Config& config, const gateway::ControlAccess& access, const std::string& url) {
  if (IsLoopback(config.host) || !access.on || access.token) return;
  base::Log(base::LogLevel::kWarn, "whoever reaches " + url +
                                       " can read, change and delete everything through its control plane; set "
                                       "--control-token-file or MACIE_LOCAL_CONTROL_TOKEN, or --control off");
}

// Only once the port is ours: another server's file is not replaced by a start that fails.
base::Status PublishCa(TlsSetup& tls) {
  if (!tls.ca) return base::Done{};
  MACIE_CHECK(tls.ca->Publish());
  const std::string path = std::filesystem::absolute(tls.ca->path()).string();
  base::Log(base::LogLevel::kInfo,
            "the CA certificate of this start is in " + path + "; clients trust it with AWS_CA_BUNDLE=" + path);
  return base::Done{};
}

class PromisedResponse : public gateway::Waiter {
 public:
  void Complete(gateway::Response response) override { promise_.set_value(std::move(response)); }
  gateway::Response Wait() { return promise_.get_future().get(); }

 private:
  std::promise<gateway::Response> promise_;
};

}  // namespace

// Members in the order of construction; Stop() ends them in an order of its own.
struct Emulator::Impl {
  explicit Impl(const Config& the_config) : config(the_config) {}

  Config config;
  SystemClock system_clock;
  SystemStopwatch stopwatch;
  base::AdjustableClock clock{system_clock};
  std::unique_ptr<IdSource> ids;
  std::unique_ptr<IdSource> request_ids;
  state::PageCache pages;
  engine::QueryMetrics queries;
  service::Environment environment;
  objects::SourceRegistry registry{[this](const std::string& account, const std::string& region) {
    return std::make_shared<state::StateObjects>(state::PartitionKey{account, region},
                                                 [this] { return store->Current(); });
  }};
  std::unique_ptr<JobWork> job_work;
  std::unique_ptr<sources::Inventory> inventory;
  std::unique_ptr<store::Store> store;
  std::unique_ptr<gateway::Gateway> gateway;
  std::unique_ptr<http::Server> server;
  std::string url;

  void MakeIds() {
    if (config.id_seed) {
      ids = std::make_unique<SeededIds>(*config.id_seed, 0);
      request_ids = std::make_unique<SeededIds>(*config.id_seed, 1);
    } else {
      ids = std::make_unique<RandomIds>();
      request_ids = std::make_unique<RandomIds>();
    }
  }

  base::Status OpenSources() {
    std::shared_ptr<objects::FolderSource> folder;
    if (config.objects) {
      auto opened = objects::FolderSource::Open(*config.objects);
      if (!opened.ok()) return base::Error("--objects: " + opened.error().text);
      folder = std::move(opened).value();
    }
    inventory = std::make_unique<sources::Inventory>(
        std::move(folder), state::PartitionKey{config.account, config.region}, environment, clock, &registry);
    return base::Done{};
  }

  void MakeJobWork() {
    job_work = std::make_unique<JobWork>(config, environment, registry, stopwatch);
    environment.runner = job_work.get();
    environment.sources = &registry;
  }

  base::Status OpenStore() {
    store::StoreOptions options;
    options.database = {config.db, config.durability == Durability::kFull};
    options.stopwatch = &stopwatch;
    options.reading_changed = [this] { job_work->runner().Notify(); };
    options.restore_sources = [this](const std::string& text) { inventory->Restore(text); };
    options.restore_clock = [this](const std::string& text) {
      if (const auto setting = base::ParseClockSetting(text)) clock.Apply(*setting);
    };
    auto opened =
        store::Store::Open(options, clock, *ids, [this](state::Transaction& transaction, const state::DueKey& due) {
          service::AdvanceDueJob(environment, transaction, due);
        });
    if (!opened.ok()) return base::Error("--db: " + opened.error().text);
    store = std::move(opened).value();
    return base::Done{};
  }

  base::Status Listen(AccessKeys keys, const gateway::ControlAccess& access, const TlsSetup& tls) {
    gateway::GatewayOptions options;
    options.identity = {config.account, config.region, std::move(keys.accounts)};
    options.secrets = std::move(keys.secrets);
    options.control = access;
    options.allowed_hosts = config.allowed_hosts;
    options.allowed_hosts.push_back(config.host);
    options.body_bytes_max = config.body_bytes_max;
    options.document_bytes_max = config.document_bytes_max;
    options.journal_requests_max = config.journal_requests_max;
    gateway = std::make_unique<gateway::Gateway>(
        std::move(options),
        gateway::GatewayParts{environment, *store, clock, stopwatch, *request_ids, &registry, inventory.get()});
    http::ServerOptions server_options;
    server_options.host = config.host;
    server_options.port = config.port;
    server_options.threads = config.threads;
    config.connections_max = ConnectionsThatFit(config.connections_max);
    server_options.connections_max = config.connections_max;
    server_options.request_timeout = config.request_timeout;
    server_options.idle_timeout = config.idle_timeout;
    server_options.tls = tls.context;
    server_options.listening = [this](std::uint16_t bound) {
      config.port = bound;
      gateway->SetConfigJson(ConfigJson(config));
    };
    server = std::make_unique<http::Server>();
    const auto port = server->Start(server_options, *gateway);
    if (!port.ok()) return base::Error("--host, --port: " + port.error().text);
    const bool ipv6 = config.host.find(':') != std::string::npos && !config.host.starts_with('[');
    url = (tls.context ? "https://" : "http://") + (ipv6 ? "[" + config.host + "]" : config.host) + ":" +
          std::to_string(*port);
    WarnOfOpenControl(config, access, url);
    return base::Done{};
  }
};

Emulator::Emulator(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Emulator::~Emulator() {
  Stop();
}

base::Result<std::unique_ptr<Emulator>> Emulator::Start(const Config& config) {
  auto impl = std::make_unique<Impl>(config);
  if (config.threads == 0)
    impl->config.threads = std::clamp(std::thread::hardware_concurrency(), 1u, kThreadsDefaultMax);
  impl->MakeIds();
  impl->environment.session = config.session;
  impl->environment.run_duration = config.run_duration;
  impl->environment.client_token_window = config.client_token_window;
  impl->environment.object_bytes_max = config.object_bytes_max;
  impl->environment.pages = &impl->pages;
  impl->environment.queries = &impl->queries;
  // Everything that can be read is read before anything is opened.
  MACIE_TRY(auto keys, ReadAccessKeys(config));
  MACIE_TRY(auto token, ReadControlToken(config));
  MACIE_TRY(auto seeds, ReadSeeds(config));
  MACIE_TRY(TlsSetup tls, SetUpTls(config, impl->system_clock.Now()));
  impl->MakeJobWork();
  MACIE_CHECK(impl->OpenSources());
  std::unique_ptr<Emulator> emulator(new Emulator(std::move(impl)));
  MACIE_CHECK(emulator->impl_->OpenStore());
  MACIE_CHECK(LoadSeeds(emulator->impl_->environment, {config.account, config.region}, std::move(seeds),
                        *emulator->impl_->store));
  MACIE_CHECK(emulator->impl_->Listen(std::move(keys), {config.control, std::move(token)}, tls));
  MACIE_CHECK(PublishCa(tls));
  emulator->impl_->job_work->runner().Start(*emulator->impl_->store);
  emulator->impl_->inventory->Start(emulator->impl_->store.get());
  return emulator;
}

const std::string& Emulator::url() const {
  return impl_->url;
}

gateway::Response Emulator::Handle(const gateway::Request& request) {
  const auto waiter = std::make_shared<PromisedResponse>();
  if (auto response = impl_->gateway->Handle(request, waiter)) return *std::move(response);
  return waiter->Wait();
}

Timestamp Emulator::Now() const {
  return impl_->clock.Now();
}

void Emulator::Stop() {
  // Requests that wait for the writer are answered while the server drains; then the writer has nothing left to do.
  // Those who wait for a source are answered before that, for a look at one may take long.
  if (impl_->inventory) impl_->inventory->Stop();
  if (impl_->server) impl_->server->Stop();
  if (impl_->job_work) impl_->job_work->runner().Stop();
  if (impl_->store) impl_->store->Stop();
}

}  // namespace macie_local::app
