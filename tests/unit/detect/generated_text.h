// Texts that mix valid and broken values with keywords, near and far, and what looks like either.
#pragma once

#include <random>
#include <string>

#include "reference.h"

namespace macie_local::detect {

class TextGenerator {
 public:
  TextGenerator(const Reference& reference, unsigned seed) : reference_(reference), random_(seed), next_(seed * 31) {}

  std::string Text(std::size_t bytes);

 private:
  std::size_t Below(std::size_t limit) { return random_() % limit; }
  template <class Choices>
  auto Pick(const Choices& choices) {
    return choices[Below(std::size(choices))];
  }
  std::string Keyword(const std::string& keyword);
  std::string Value(std::uint32_t identifier);
  std::string Filled(const std::string& form);
  std::string Broken(std::string value);
  std::string Gap();
  std::string Junk();
  std::string Piece();

  const Reference& reference_;
  std::mt19937 random_;
  std::size_t next_ = 0;  // which identifier has a turn
};

}  // namespace macie_local::detect
