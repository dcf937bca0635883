#include "base/metrics.h"

#include <charconv>

namespace macie_local::base {
namespace {

std::string Number(double value) {
  std::array<char, 32> text;
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value);
  return std::string(text.data(), end);
}

}  // namespace

void MetricsText::Begin(std::string_view name, std::string_view type, std::string_view help) {
  name_ = name;
  text_.append("# HELP ").append(name).append(" ").append(help).append("\n");
  text_.append("# TYPE ").append(name).append(" ").append(type).append("\n");
}

void MetricsText::Sample(std::string_view labels, double value) {
  Line("", labels, value);
}

void MetricsText::Samples(std::string_view labels, const HistogramShape& shape, const Histogram& histogram) {
  const std::string prefix = std::string(labels) + (labels.empty() ? "" : ",");
  std::uint64_t count = 0;
  for (std::size_t i = 0; i <= shape.bounds.size(); ++i) {
    count += histogram.bucket(i);
    const bool last = i == shape.bounds.size();
    const std::string bound = last ? "+Inf" : Number(static_cast<double>(shape.bounds[i]) / shape.scale);
    Line("_bucket", prefix + Label("le", bound), static_cast<double>(count));
  }
  Line("_sum", labels, static_cast<double>(histogram.sum()) / shape.scale);
  Line("_count", labels, static_cast<double>(count));
}

std::string MetricsText::Label(std::string_view name, std::string_view value) {
  std::string label(name);
  label.append("=\"");
  for (const char c : value) {
    if (c == '\\' || c == '"') label.push_back('\\');
    label.append(c == '\n' ? std::string_view("\\n") : std::string_view(&c, 1));
  }
  label.push_back('"');
  return label;
}

void MetricsText::Line(std::string_view suffix, std::string_view labels, double value) {
  text_.append(name_).append(suffix);
  if (!labels.empty()) text_.append("{").append(labels).append("}");
  text_.append(" ").append(Number(value)).append("\n");
}

}  // namespace macie_local::base
