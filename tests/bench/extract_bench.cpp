// Extraction alone, of objects in memory: MB/s (10^6 bytes of the object, of a thread's CPU time) per format, the best
// of a few rounds; beside it, in the same run, what else can be said of the same bytes.
//   extract_bench [--quick] [--file NAME]
#include <sys/resource.h>
#include <time.h>
#include <zlib.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "boost_json.h"
#include "extract/detect.h"
#include "extract/extract.h"
#include "extract/streams.h"
#include "extract_texts.h"

namespace macie_local::bench {
namespace {

constexpr std::size_t kPieceBytes = 64 << 10;

double CpuSeconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

class Pieces : public base::ByteStream {
 public:
  explicit Pieces(std::string_view bytes) : rest_(bytes) {}
  base::Result<std::string_view> Next() override {
    const std::string_view piece = rest_.substr(0, kPieceBytes);
    rest_.remove_prefix(piece.size());
    return piece;
  }

 private:
  std::string_view rest_;
};

class Counter : public extract::Sink {
 public:
  bool Begin(units::Shape, const units::Contexts&) override { return true; }
  bool Take(const units::Batch& batch) override {
    units += batch.units.size();
    bytes += batch.owned_end - batch.owned_begin;
    return true;
  }
  bool Enter(const extract::Member&) override { return true; }
  void Leave(const extract::Outcome&) override {}

  std::uint64_t units = 0;
  std::uint64_t bytes = 0;
};

template <class Work>
double MegabytesPerSecond(std::size_t bytes, int rounds, const Work& work) {
  double best = 1e9;
  for (int i = 0; i < rounds; ++i) {
    const double began = CpuSeconds();
    work();
    best = std::min(best, CpuSeconds() - began);
  }
  return static_cast<double>(bytes) / best / 1e6;
}

std::uint64_t ExtractAll(std::string_view bytes, std::string_view name) {
  Pieces source(bytes);
  extract::PeekedStream stream(source, extract::kHeadBytes);
  Counter counter;
  extract::Learned learned;
  const auto outcome = Extract(extract::Detect(stream.head(), name), stream, {}, 1, counter, learned);
  if (outcome.status != extract::Status::kComplete || counter.units == 0) std::abort();
  return counter.units;
}

// `bytes` are what the speed is told of.
double Extraction(const char* what, const std::string& text, const char* name, int rounds, std::size_t bytes = 0) {
  if (bytes == 0) bytes = text.size();
  std::uint64_t units = 0;
  const double speed = MegabytesPerSecond(bytes, rounds, [&] { units = ExtractAll(text, name); });
  std::printf("  %-34s %8.0f MB/s  %9.1f MB %10llu units\n", what, speed, static_cast<double>(bytes) / 1e6,
              static_cast<unsigned long long>(units));
  std::fflush(stdout);
  return speed;
}

void Reference(const char* what, double speed, double ours) {
  std::printf("    %-32s %8.0f MB/s  ours is %.2f of it\n", what, speed, ours / speed);
  std::fflush(stdout);
}

double LineSearch(const std::string& text, int rounds) {
  return MegabytesPerSecond(text.size(), rounds, [&] {
    std::size_t lines = 0;
    for (const char* at = text.data(); at != nullptr; ++lines) {
      at = static_cast<const char*>(std::memchr(at, '\n', static_cast<std::size_t>(text.data() + text.size() - at)));
      if (at != nullptr) ++at;
    }
    if (lines == 0) std::abort();
  });
}

double InflateAlone(const std::string& gzip, int rounds, std::size_t bytes) {
  return MegabytesPerSecond(bytes, rounds, [&] {
    std::string out(kPieceBytes, '\0');
    z_stream z{};
    inflateInit2(&z, 15 + 16);
    z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(gzip.data()));
    z.avail_in = static_cast<uInt>(gzip.size());
    int result = Z_OK;
    while (result == Z_OK) {
      z.next_out = reinterpret_cast<Bytef*>(out.data());
      z.avail_out = kPieceBytes;
      result = inflate(&z, Z_NO_FLUSH);
    }
    inflateEnd(&z);
    if (result != Z_STREAM_END) std::abort();
  });
}

double BoostJson(const std::string& json, int rounds) {
  return MegabytesPerSecond(json.size(), rounds, [&] {
    if (BoostJsonValues(json, kPieceBytes) == 0) std::abort();
  });
}

void Run(std::size_t bytes, int rounds) {
  const std::string plain = PlainText(bytes);
  const double text = Extraction("text", plain, "a.txt", rounds);
  Reference("memchr for line ends", LineSearch(plain, rounds), text);
  Extraction("text, UTF-16", Utf16Text(PlainText(bytes / 2)), "a.txt", rounds);
  Extraction("text, Windows-1252", Windows1252Text(bytes), "a.txt", rounds);
  const std::string csv = CsvText(bytes, false);
  const double cells = Extraction("csv", csv, "a.csv", rounds);
  Reference("memchr for line ends", LineSearch(csv, rounds), cells);
  Extraction("csv, all cells quoted", CsvText(bytes, true), "a.csv", rounds);
  const std::string json = JsonText(bytes, false);
  const double values = Extraction("json", json, "a.json", rounds);
  Reference("boost::json::basic_parser", BoostJson(json, rounds), values);
  Extraction("json lines", JsonText(bytes, true), "a.jsonl", rounds);
  Extraction("html", HtmlText(bytes), "a.html", rounds);
  Extraction("mail, quoted-printable", MailText(plain, false, "Content-Type: text/plain; charset=utf-8"), "a.eml",
             rounds);
  Extraction("mail, base64", MailText(plain, true, "Content-Type: text/plain; charset=utf-8"), "a.eml", rounds);
  Extraction("mail, html in base64", MailText(HtmlText(bytes / 2), true, "Content-Type: text/html"), "a.eml", rounds);
  Extraction("mail, csv in base64", MailText(csv, true, "Content-Type: application/csv"), "a.eml", rounds);
  const std::string gzip = GzipText(csv);
  const double inflated = Extraction("csv.gz, of what comes out", gzip, "a.csv.gz", rounds, csv.size());
  Reference("zlib's inflate alone", InflateAlone(gzip, rounds, csv.size()), inflated);
  Extraction("avro", AvroText(bytes, "null"), "a.avro", rounds);
  Extraction("avro, deflate, of what comes out", AvroText(bytes, "deflate"), "a.avro", rounds, bytes);
  Extraction("xls", XlsText(bytes / 2), "a.xls", rounds);
  const auto parquet = [&](const char* what, ParquetForm form) {
    std::size_t text_bytes = 0;
    const std::string file = ParquetFile(bytes, form, &text_bytes);
    Extraction(what, file, "a.parquet", rounds, text_bytes);
  };
  parquet("parquet, of its texts", ParquetForm::kPlain);
  parquet("parquet by dictionaries", ParquetForm::kDictionary);
  parquet("parquet, snappy", ParquetForm::kSnappy);
  parquet("parquet, zstd", ParquetForm::kZstd);
}

int Main(int count, char** arguments) {
  bool quick = false;
  for (int i = 1; i < count; ++i) {
    if (std::strcmp(arguments[i], "--quick") == 0) quick = true;
    if (std::strcmp(arguments[i], "--file") != 0 || i + 1 >= count) continue;
    std::ifstream file(arguments[i + 1], std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), {});
    Extraction(arguments[i + 1], bytes, arguments[i + 1], 5);
    return 0;
  }
  std::printf("extraction alone, one thread, MB/s of its CPU time, best of a few\n");
  Run(quick ? 8'000'000 : 32'000'000, quick ? 3 : 7);
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("  peak RSS with the texts themselves %ld MB\n", usage.ru_maxrss / 1024);
  return 0;
}

}  // namespace
}  // namespace macie_local::bench

int main(int count, char** arguments) {
  return macie_local::bench::Main(count, arguments);
}
