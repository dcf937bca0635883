// ripgrep with the keywords of the same table, as the program that is installed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "detect_texts.h"

namespace macie_local::bench {

// Counts the lines with a keyword in them. Keywords are taken literally: a space in one stands for itself alone, where
// detection also takes "_", "-" and nothing.
class Ripgrep {
 public:
  // How it is started.
  static constexpr char kCommand[] = "rg --no-config -j1 -i -F -c -f KEYWORDS TEXT";

  // Makes a folder in memory where there is one for that (/dev/shm), else in TMPDIR, with the keywords in it. Throws
  // std::runtime_error when it can't.
  Ripgrep();
  Ripgrep(const Ripgrep&) = delete;
  Ripgrep& operator=(const Ripgrep&) = delete;
  ~Ripgrep();  // removes the folder

  // Returns the first line of `rg --version`; empty when no `rg` can be started.
  const std::string& version() const { return version_; }

  // The text of the batches in a file, as often as it takes for its search to be longer than the start.
  struct Text {
    std::string path;
    std::size_t bytes = 0;
  };
  Text Write(const DetectText& text) const;
  // Searches the text, and returns the seconds of processor time that ripgrep took, its start included; gives the lines
  // it counts to `lines`. Throws std::runtime_error when it fails.
  double Search(const Text& text, std::uint64_t* lines) const;
  // Returns the seconds of processor time that it takes with a file in which there is nothing.
  double Start() const;

 private:
  std::string folder_;
  std::string version_;
};

}  // namespace macie_local::bench
