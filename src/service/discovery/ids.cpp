#include "service/discovery/ids.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/text.h"

namespace macie_local::service {
namespace {

// FNV-1a over 128 bits would need wider numbers; two of 64 bits with different beginnings do.
std::string IdOf(std::string_view what, const state::PartitionKey& key) {
  const std::string text = std::string(what) + "/" + key.account + "/" + key.region;
  std::array<std::uint8_t, 16> bytes;
  std::uint64_t seed = 0xcbf29ce484222325;
  for (std::size_t half = 0; half < 2; ++half) {
    std::uint64_t hash = seed;
    for (const char c : text) hash = (hash ^ static_cast<std::uint8_t>(c)) * 0x100000001b3;
    for (std::size_t i = 0; i < 8; ++i) bytes[half * 8 + i] = static_cast<std::uint8_t>(hash >> (8 * i));
    seed = hash;
  }
  return base::ToHex(bytes);
}

}  // namespace

std::string ClassificationScopeId(const state::PartitionKey& key) {
  return IdOf("classification-scope", key);
}

std::string SensitivityTemplateId(const state::PartitionKey& key) {
  return IdOf("sensitivity-inspection-template", key);
}

}  // namespace macie_local::service
