#include "scanner/serve.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "scan/byte_codec.h"
#include "scan/channel.h"
#include "scan/frames.h"
#include "scanner/scanner.h"

namespace macie_local::scanner {
namespace {

constexpr std::size_t kMessageBytesMax = std::size_t{16} << 10;  // a name, or a seed

// A view of the ring as the stream of one reading.
class RingStream : public base::ByteStream {
 public:
  explicit RingStream(scan::RingReader* ring) : ring_(*ring) {}
  base::Result<std::string_view> Next() override { return ring_.Next(); }

 private:
  scan::RingReader& ring_;
};

class Server {
 public:
  Server(int socket, scan::RingReader* ring, int spool) : socket_(socket), ring_(*ring), spool_(spool) {}

  // Returns false when the other side is gone.
  bool Answer(const scan::Message& message) {
    ring_.Begin();
    const bool answered = message.kind == scan::MessageKind::kPlan     ? TakePlan(message.body)
                          : message.kind == scan::MessageKind::kObject ? ReadObject(message.body)
                                                                       : false;
    return answered && ring_.Drain();
  }

 private:
  bool Send(scan::MessageKind kind, std::string_view body) const { return scan::Send(socket_, kind, body); }

  bool TakePlan(std::string_view seed) {
    std::string bytes;
    while (true) {
      const auto piece = ring_.Next();
      if (!piece.ok()) return false;
      if (piece->empty()) break;
      if (piece->size() > scan::kPlanBytesMax - bytes.size()) return false;
      bytes.append(*piece);
    }
    auto plan = scan::DecodePlan(bytes);
    if (!plan.ok()) return false;
    bytes = {};
    auto scanner = Scanner::Compile(*plan, scan::ByteReader(seed).U64(), spool_);
    if (!scanner.ok()) return Send(scan::MessageKind::kRefused, scanner.error().text);
    std::string unknown;
    for (const std::string& id : scanner->unknown()) unknown += id + "\n";
    // Words of allow lists are not needed any more, and may be many.
    plan->allow_lists.clear();
    plan_ = std::move(*plan);
    scanner_.emplace(std::move(*scanner));
    return Send(scan::MessageKind::kTaken, unknown);
  }

  bool ReadObject(std::string_view name) {
    if (!scanner_) return false;
    bool again = false;
    bool gone = false;
    const OpenStream open = [&] {
      if (again) {
        gone = !Send(scan::MessageKind::kRewind, {}) || !ring_.Drain();
        ring_.Begin();
      }
      again = true;
      return std::make_unique<RingStream>(&ring_);
    };
    const scan::ObjectResult result = scanner_->Scan(name, open, [this] { ring_.Progress(); });
    return !gone && Send(scan::MessageKind::kResult, scan::Encode(result, plan_));
  }

  int socket_;
  scan::RingReader& ring_;
  int spool_;
  scan::Plan plan_;
  std::optional<Scanner> scanner_;
};

}  // namespace

void Serve(int socket, scan::RingReader* ring, int spool) {
  scan::Receiver receiver(socket);
  Server server(socket, ring, spool);
  scan::Message message{scan::MessageKind::kReady, {}};
  while (receiver.Receive(scan::Receiver::Wait::kYes, kMessageBytesMax, &message) == scan::Receiver::Got::kMessage) {
    if (!server.Answer(message)) return;
  }
}

}  // namespace macie_local::scanner
