#include "base/log.h"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <string>

#include "base/text.h"
#include "base/utf8.h"

namespace macie_local::base {
namespace {

// %* in a pattern: the message as a JSON string literal.
class JsonMessage : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm&, spdlog::memory_buf_t& out) override {
    std::string text;
    AppendJsonString(std::string_view(message.payload.data(), message.payload.size()), &text);
    out.append(text.data(), text.data() + text.size());
  }
  std::unique_ptr<custom_flag_formatter> clone() const override { return std::make_unique<JsonMessage>(); }
};

spdlog::level::level_enum ToSpdlog(LogLevel level) {
  switch (level) {
    case LogLevel::kTrace:
      return spdlog::level::trace;
    case LogLevel::kDebug:
      return spdlog::level::debug;
    case LogLevel::kInfo:
      return spdlog::level::info;
    case LogLevel::kWarn:
      return spdlog::level::warn;
    case LogLevel::kError:
      break;
  }
  return spdlog::level::err;
}

// Printable ASCII.
bool IsPlain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

// The control characters are U+0000 to U+001F and U+007F to U+009F.
std::string WithoutControls(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  constexpr char kFirstOfC1 = '\xC2';  // in UTF-8, before \x80 to \x9F
  const std::string mended = MendUtf8(text);
  std::string out;
  for (std::size_t i = 0; i < mended.size(); ++i) {
    if (mended[i] == kFirstOfC1 && static_cast<unsigned char>(mended[i + 1]) < 0xA0) ++i;
    const auto byte = static_cast<unsigned char>(mended[i]);
    const bool of_c1 = i > 0 && mended[i - 1] == kFirstOfC1 && byte < 0xA0;
    if (byte >= 0x20 && byte != 0x7F && !of_c1) {
      out.push_back(mended[i]);
    } else {
      out.append("\\u00").append({kHex[byte >> 4], kHex[byte & 15]});
    }
  }
  return out;
}

// Never destroyed, so that what is still running while the process ends can log. Not spdlog's registered or default
// logger: that is the embedding program's.
spdlog::logger* MakeLogger(bool json) {
  auto* logger = new spdlog::logger("macie-local", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  if (json) {
    auto formatter = std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::utc);
    formatter->add_flag<JsonMessage>('*').set_pattern(R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l","message":%*})");
    logger->set_formatter(std::move(formatter));
  } else {
    logger->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
  }
  logger->set_level(spdlog::level::warn);
  logger->flush_on(spdlog::level::info);
  return logger;
}

// The logger in use.
std::atomic<spdlog::logger*>& Current() {
  static std::atomic<spdlog::logger*> current{MakeLogger(false)};
  return current;
}

}  // namespace

bool SetUpLog(std::string_view level, std::string_view format) {
  const auto parsed = spdlog::level::from_str(std::string(level));
  if (parsed == spdlog::level::off && level != "off") return false;
  if (format != "text" && format != "json") return false;
  static spdlog::logger* const text = Current().load();
  static spdlog::logger* const json = MakeLogger(true);
  spdlog::logger* const chosen = format == "json" ? json : text;
  chosen->set_level(parsed);
  Current().store(chosen);
  return true;
}

bool LogEnabled(LogLevel level) {
  return Current().load(std::memory_order_relaxed)->should_log(ToSpdlog(level));
}

void Log(LogLevel level, std::string_view message) {
  spdlog::logger* const logger = Current().load();
  const spdlog::level::level_enum chosen = ToSpdlog(level);
  if (!logger->should_log(chosen)) return;
  std::string changed;
  if (message.size() > kLogMessageBytesMax) message = changed = Shorten(message, kLogMessageBytesMax);
  if (!IsPlain(message)) message = changed = WithoutControls(message);
  logger->log(chosen, spdlog::string_view_t(message.data(), message.size()));
}

}  // namespace macie_local::base
