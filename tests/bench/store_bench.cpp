// The two ends of the durability benchmark, run by run_store.py:
//   store_bench raw FILE JOB_BODY_FILE EVENTS_BODY_FILE SECONDS full|normal
//     What SQLite itself can do: rows like the two of a created job into new rowid tables, in groups of 32 jobs.
//   store_bench read FILE
//     What SQLite itself takes to step through all rows of a macie-local file's buckets.
//   store_bench load PORT SECONDS CONNECTIONS REQUEST_FILE
//     A client that costs little: sends the request of REQUEST_FILE over each connection, one at a time, with every run
//     of '#' in it replaced by a number that is never used twice.
// Each prints one line of JSON.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sqlite3.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::uint64_t kGroup = 32;
constexpr std::size_t kAnswerBytesMax = 4096;

[[noreturn]] void Fail(const std::string& message) {
  std::fprintf(stderr, "store_bench: %s\n", message.c_str());
  std::exit(1);
}

void Require(bool condition, const std::string& message) {
  if (!condition) Fail(message);
}

std::string ReadFile(const char* path) {
  std::ifstream file(path, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  Require(file.is_open() && !text.empty(), std::string("cannot read ") + path);
  return text;
}

double Micros(SteadyClock::duration duration) {
  return std::chrono::duration<double, std::micro>(duration).count();
}

void Print(std::uint64_t count, SteadyClock::duration took, std::vector<double>* latencies) {
  std::sort(latencies->begin(), latencies->end());
  const auto at = [&](double share) {
    return (*latencies)[static_cast<std::size_t>(share * static_cast<double>(latencies->size() - 1))];
  };
  std::printf("{\"count\": %llu, \"perSecond\": %.0f, \"p50us\": %.0f, \"p99us\": %.0f, \"maxus\": %.0f}\n",
              static_cast<unsigned long long>(count), static_cast<double>(count) / (Micros(took) / 1e6), at(0.5),
              at(0.99), latencies->back());
}

void Execute(sqlite3* connection, const std::string& sql) {
  Require(sqlite3_exec(connection, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK, sql);
}

// As the store opens its file (src/store/database_open.cpp): the same journal, checkpoints and locking.
sqlite3* OpenRaw(const char* path, const std::string& durability) {
  sqlite3* connection = nullptr;
  Require(sqlite3_open(path, &connection) == SQLITE_OK, std::string("cannot open ") + path);
  Execute(connection, "PRAGMA locking_mode=EXCLUSIVE");
  Execute(connection, "PRAGMA journal_mode=WAL");
  Execute(connection, "PRAGMA synchronous=" + durability);
  Execute(connection, "PRAGMA wal_autocheckpoint=4000");
  return connection;
}

void RunRead(const char* path) {
  const auto began = SteadyClock::now();
  sqlite3* connection = nullptr;
  sqlite3_stmt* rows = nullptr;
  Require(sqlite3_open(path, &connection) == SQLITE_OK, std::string("cannot open ") + path);
  Require(sqlite3_prepare_v2(connection, "SELECT id, partition, key, body FROM buckets ORDER BY id", -1, &rows,
                             nullptr) == SQLITE_OK,
          "cannot prepare");
  std::uint64_t count = 0;
  std::uint64_t bytes = 0;
  int result = SQLITE_ROW;
  while ((result = sqlite3_step(rows)) == SQLITE_ROW) {
    ++count;
    Require(sqlite3_column_blob(rows, 2) != nullptr && sqlite3_column_blob(rows, 3) != nullptr, "an empty row");
    bytes += static_cast<std::uint64_t>(sqlite3_column_bytes(rows, 2) + sqlite3_column_bytes(rows, 3));
  }
  Require(result == SQLITE_DONE, "cannot read");
  sqlite3_finalize(rows);
  sqlite3_close(connection);
  std::printf("{\"count\": %llu, \"bytes\": %llu, \"seconds\": %.4f}\n", static_cast<unsigned long long>(count),
              static_cast<unsigned long long>(bytes), Micros(SteadyClock::now() - began) / 1e6);
}

// A table like those of the store, and the statement that puts a row into it.
class RawTable {
 public:
  RawTable(sqlite3* connection, const std::string& name, std::string body) : body_(std::move(body)) {
    Execute(connection, "CREATE TABLE " + name +
                            "(id INTEGER PRIMARY KEY, partition INTEGER NOT NULL, key TEXT NOT NULL,"
                            " body TEXT NOT NULL, sum INTEGER NOT NULL)");
    const std::string sql = "INSERT INTO " + name + "(id, partition, key, body, sum) VALUES(?1, 1, ?2, ?3, ?4)";
    Require(sqlite3_prepare_v2(connection, sql.c_str(), -1, &insert_, nullptr) == SQLITE_OK, "cannot prepare");
  }
  ~RawTable() { sqlite3_finalize(insert_); }
  RawTable(const RawTable&) = delete;
  RawTable& operator=(const RawTable&) = delete;

  void Insert(std::uint64_t row, std::string_view key) {
    sqlite3_bind_int64(insert_, 1, static_cast<sqlite3_int64>(row));
    sqlite3_bind_text(insert_, 2, key.data(), static_cast<int>(key.size()), SQLITE_STATIC);
    sqlite3_bind_text(insert_, 3, body_.data(), static_cast<int>(body_.size()), SQLITE_STATIC);
    sqlite3_bind_int64(insert_, 4, static_cast<sqlite3_int64>(row * 0x9E3779B97F4A7C15ULL));
    Require(sqlite3_step(insert_) == SQLITE_DONE, "cannot insert");
    sqlite3_reset(insert_);
  }

 private:
  const std::string body_;
  sqlite3_stmt* insert_ = nullptr;
};

void RunRaw(const char* path, const char* job_path, const char* events_path, double seconds,
            const std::string& durability) {
  sqlite3* connection = OpenRaw(path, durability);
  std::vector<double> latencies;
  std::uint64_t row = 0;
  {
    RawTable jobs(connection, "jobs", ReadFile(job_path));
    RawTable events(connection, "job_events", ReadFile(events_path));
    const auto began = SteadyClock::now();
    const auto end = began + std::chrono::duration_cast<SteadyClock::duration>(std::chrono::duration<double>(seconds));
    auto now = began;
    while (now < end) {
      Execute(connection, "BEGIN");
      for (std::uint64_t i = 0; i < kGroup; ++i) {
        std::array<char, 35> key{};
        ++row;
        std::snprintf(key.data(), key.size(), "%032llx/0",
                      static_cast<unsigned long long>(row * 0x9E3779B97F4A7C15ULL));
        jobs.Insert(row, {key.data(), 32});
        events.Insert(row, {key.data(), 34});
      }
      Execute(connection, "COMMIT");
      const auto after = SteadyClock::now();
      latencies.push_back(Micros(after - now));
      now = after;
    }
    Print(row, now - began, &latencies);
  }
  sqlite3_close(connection);
}

// One connection of the load: a request under way, then its answer.
struct Peer {
  int socket = -1;
  SteadyClock::time_point sent;
  std::string answer;
};

class Load {
 public:
  Load(std::uint16_t port, std::size_t connections, std::string request) : request_(std::move(request)) {
    for (std::size_t at = 0; (at = request_.find('#', at)) != std::string::npos;) {
      const std::size_t past = std::min(request_.find_first_not_of('#', at), request_.size());
      numbers_.emplace_back(at, past - at);
      at = past;
    }
    poll_ = epoll_create1(0);
    peers_.resize(connections);
    for (Peer& peer : peers_) Connect(port, &peer);
    // Numbers begin at the time, so that a second run against the same server repeats none.
    next_ = static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count()) / 1000 * 100;
  }

  void Run(double seconds) {
    const auto began = SteadyClock::now();
    const auto end = began + std::chrono::duration_cast<SteadyClock::duration>(std::chrono::duration<double>(seconds));
    for (Peer& peer : peers_) Send(&peer);
    std::array<epoll_event, 64> events{};
    std::size_t under_way = peers_.size();
    while (under_way > 0) {
      const int count = epoll_wait(poll_, events.data(), static_cast<int>(events.size()), 10'000);
      Require(count > 0, "no answer within 10 s");
      for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
        auto* peer = static_cast<Peer*>(events[i].data.ptr);
        if (!Receive(peer)) continue;
        const auto now = SteadyClock::now();
        latencies_.push_back(Micros(now - peer->sent));
        if (now < end) {
          Send(peer);
        } else {
          --under_way;
        }
      }
    }
    Print(latencies_.size(), SteadyClock::now() - began, &latencies_);
  }

 private:
  void Connect(std::uint16_t port, Peer* peer) {
    peer->socket = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    Require(connect(peer->socket, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0, "cannot connect");
    const int on = 1;
    setsockopt(peer->socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = peer;
    epoll_ctl(poll_, EPOLL_CTL_ADD, peer->socket, &event);
  }

  void Send(Peer* peer) {
    ++next_;
    for (const auto& [at, length] : numbers_) {
      std::uint64_t rest = next_;
      for (std::size_t i = length; i-- > 0; rest /= 10) request_[at + i] = static_cast<char>('0' + rest % 10);
    }
    peer->sent = SteadyClock::now();
    peer->answer.clear();
    // A request is smaller than an empty socket buffer, so it goes in one piece.
    Require(send(peer->socket, request_.data(), request_.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(request_.size()),
            "cannot send");
  }

  // True when the answer is whole.
  bool Receive(Peer* peer) {
    std::array<char, kAnswerBytesMax> bytes;
    const ssize_t got = recv(peer->socket, bytes.data(), bytes.size(), 0);
    Require(got > 0, "the server closed a connection");
    peer->answer.append(bytes.data(), static_cast<std::size_t>(got));
    const std::size_t head_end = peer->answer.find("\r\n\r\n");
    if (head_end == std::string::npos) return false;
    Require(peer->answer.starts_with("HTTP/1.1 2"), "refused: " + peer->answer);
    constexpr std::string_view kLength = "\r\nContent-Length: ";
    const auto found = std::search(peer->answer.begin(), peer->answer.end(), kLength.begin(), kLength.end(),
                                   [](char a, char b) { return std::tolower(a) == std::tolower(b); });
    std::size_t length = 0;
    if (found != peer->answer.end()) {
      const char* digits = &*found + kLength.size();
      std::from_chars(digits, peer->answer.data() + head_end, length);
    }
    return peer->answer.size() >= head_end + 4 + length;
  }

  std::string request_;
  std::vector<std::pair<std::size_t, std::size_t>> numbers_;  // offset and length of each run of '#'
  std::vector<Peer> peers_;
  std::vector<double> latencies_;
  std::uint64_t next_ = 0;
  int poll_ = -1;
};

}  // namespace

int main(int argc, char** argv) {
  const std::string mode = argc > 1 ? argv[1] : "";
  if (mode == "raw" && argc == 7) {
    RunRaw(argv[2], argv[3], argv[4], std::atof(argv[5]), argv[6]);
  } else if (mode == "read" && argc == 3) {
    RunRead(argv[2]);
  } else if (mode == "load" && argc == 6) {
    Load load(static_cast<std::uint16_t>(std::atoi(argv[2])), static_cast<std::size_t>(std::atoi(argv[4])),
              ReadFile(argv[5]));
    load.Run(std::atof(argv[3]));
  } else {
    Fail(
        "usage: store_bench raw FILE JOB_BODY_FILE EVENTS_BODY_FILE SECONDS full|normal | read FILE | "
        "load PORT SECONDS CONNECTIONS REQUEST_FILE");
  }
  return 0;
}
