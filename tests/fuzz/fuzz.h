// What the fuzz targets share. Each target is one function that takes any bytes, run by libFuzzer (fuzz preset) and by
// the replay of its corpus (every preset); CMakeLists.txt has the list.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace macie_local::fuzz {

// A property that should hold for every input does not. Nothing catches it in a libFuzzer program, which therefore ends
// and keeps the input.
class BrokenPromise : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

// Throws BrokenPromise with `what` unless `holds`.
inline void Require(bool holds, std::string_view what) {
  if (!holds) throw BrokenPromise(std::string(what));
}

// Takes the input apart, front to back. What is asked for beyond the end is zero or empty.
class Input {
 public:
  explicit Input(std::string_view bytes) : rest_(bytes) {}

  std::uint8_t Byte() {
    const std::string_view byte = Take(1);
    return byte.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(byte.front());
  }
  // A number below `limit`, of two bytes; `limit` is at least 1.
  std::size_t Below(std::size_t limit) {
    const std::size_t high = Byte();
    return (high * 256 + Byte()) % limit;
  }
  // Up to the next `mark`, which is dropped, or to the end.
  std::string_view Until(char mark) {
    const std::size_t end = rest_.find(mark);
    const std::string_view part = rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    return part;
  }
  std::string_view Take(std::size_t count) {
    const std::string_view part = rest_.substr(0, count);
    rest_.remove_prefix(part.size());
    return part;
  }
  std::string_view Rest() const { return rest_; }

 private:
  std::string_view rest_;
};

}  // namespace macie_local::fuzz
