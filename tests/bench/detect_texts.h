// Texts to measure detection on, the same ones in each run, already cut into batches.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <vector>

#include "units/batch.h"
#include "units/contexts.h"

namespace macie_local::bench {

struct DetectText {
  std::string name;
  units::Shape shape = units::Shape::kFree;
  std::deque<std::string> texts;  // of the batches
  std::deque<std::vector<units::Unit>> units;
  std::deque<std::vector<units::Record>> records;
  std::vector<units::Batch> batches;
  std::size_t bytes = 0;
};

// Prose (0.6 % digits), logs, CSV and JSON without a value in them, CSV and JSON full of values, and what is worst.
std::deque<DetectText> DetectTexts(std::size_t bytes, units::Contexts* contexts);

}  // namespace macie_local::bench
