#include "detect_ripgrep.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "detect/table.h"

extern char** environ;

namespace macie_local::bench {
namespace {

namespace table = detect::table;

constexpr std::size_t kFileBytesMin = std::size_t{256} << 20;

struct Ended {
  bool well = false;  // status 0, or 1, by which ripgrep says that no line fits
  double seconds = 0;
};

double Seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

// Runs `rg` with its standard output in the file `output`, and waits for it.
Ended RunRipgrep(std::vector<std::string> arguments, const std::string& output) {
  std::vector<char*> pointers;
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  pid_t id = -1;
  const int error = posix_spawnp(&id, "rg", &files, nullptr, pointers.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  if (error != 0) return {};
  int status = -1;
  rusage used{};
  if (wait4(id, &status, 0, &used) != id) return {};
  return {WIFEXITED(status) && WEXITSTATUS(status) <= 1, Seconds(used.ru_utime) + Seconds(used.ru_stime)};
}

std::string FirstLine(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

std::string NewFolder() {
  const std::filesystem::path memory("/dev/shm");
  std::string name = access(memory.c_str(), W_OK) == 0 ? memory : std::filesystem::temp_directory_path();
  name += "/macie-local-bench-XXXXXX";
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder can be made like " + name);
  return name;
}

}  // namespace

Ripgrep::Ripgrep() : folder_(NewFolder()) {
  std::ofstream keywords(folder_ + "/keywords");
  for (const auto& keyword : table::kKeywords)
    keywords.write(reinterpret_cast<const char*>(table::kTexts.data()) + keyword.text, keyword.size) << "\n";
  keywords.close();
  std::ofstream(folder_ + "/empty").close();
  if (!keywords) throw std::runtime_error("no keywords can be written into " + folder_);
  const std::string output = folder_ + "/output";
  if (RunRipgrep({"rg", "--version"}, output).well) version_ = FirstLine(output);
}

Ripgrep::~Ripgrep() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

Ripgrep::Text Ripgrep::Write(const DetectText& text) const {
  Text written{folder_ + "/text", 0};
  std::ofstream file(written.path, std::ios::binary);
  while (written.bytes < kFileBytesMin) {
    for (const units::Batch& batch : text.batches) file << batch.text;
    written.bytes += text.bytes;
  }
  file.close();
  if (!file) throw std::runtime_error("a text can't be written into " + folder_);
  return written;
}

double Ripgrep::Search(const Text& text, std::uint64_t* lines) const {
  const std::string output = folder_ + "/output";
  const Ended ended =
      RunRipgrep({"rg", "--no-config", "-j1", "-i", "-F", "-c", "-f", folder_ + "/keywords", text.path}, output);
  if (!ended.well) throw std::runtime_error("ripgrep failed");
  *lines = std::strtoull(FirstLine(output).c_str(), nullptr, 10);
  return ended.seconds;
}

double Ripgrep::Start() const {
  std::uint64_t lines = 0;
  return Search({folder_ + "/empty", 0}, &lines);
}

}  // namespace macie_local::bench
