// Any bytes as a page token, and as what one is made of: the context, the position and another context, separated by
// zero bytes. A token opens with its own key and context, with no other, and not when one of its bytes is changed.
#include <string>
#include <string_view>

#include "base/page_token.h"
#include "fuzz/fuzz.h"

namespace macie_local::fuzz {
namespace {

constexpr base::TokenKey kKey{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20};

// Reads values as long as there are any, the first byte of each choosing its kind, and writes them again.
void CheckReader(std::string_view bytes, std::string_view kinds) {
  base::TokenReader reader(bytes);
  base::TokenWriter writer;
  for (const char kind : kinds) {
    if (reader.Finished()) break;
    if ((kind & 1) != 0) {
      const auto number = reader.Number();
      if (!reader.ok()) break;
      writer.Number(number);
    } else {
      const auto text = reader.Text();
      if (!reader.ok()) break;
      writer.Text(text);
    }
  }
  if (!reader.ok()) {
    Require(!reader.Finished() && reader.Number() == 0 && reader.Text().empty(), "after a failure there is nothing");
    return;
  }
  Require(std::string_view(writer.bytes()) == bytes.substr(0, writer.bytes().size()), "what is read is what was there");
}

}  // namespace

void FuzzPageToken(std::string_view bytes) {
  const std::string_view raw = bytes.substr(0, 65536);
  Input input(bytes);
  const std::size_t at = input.Below(4096);
  const std::uint8_t change = input.Byte();
  const std::string_view context = input.Until('\0');
  const std::string_view position = input.Until('\0');
  const std::string_view other = input.Rest();

  const auto opened = base::OpenPageToken(kKey, "context", raw);
  Require(!opened || base::MakePageToken(kKey, "context", *opened) == raw, "only what we made opens");

  const std::string token = base::MakePageToken(kKey, context, position);
  const auto same = base::OpenPageToken(kKey, context, token);
  Require(same && *same == position, "a token opens for its own question");
  if (other != context) Require(!base::OpenPageToken(kKey, other, token), "a token does not open for another");
  base::TokenKey other_key = kKey;
  other_key[at % other_key.size()] ^= static_cast<std::uint8_t>(change | 1u);
  Require(!base::OpenPageToken(other_key, context, token), "a token does not open with another key");
  std::string altered = token;
  altered[at % altered.size()] = static_cast<char>(altered[at % altered.size()] ^ (change == 0 ? 1 : change));
  Require(!base::OpenPageToken(kKey, context, altered), "an altered token does not open");
  Require(!base::OpenPageToken(kKey, context, std::string_view(token).substr(0, at % token.size())),
          "a token cut short does not open");
  CheckReader(position, context);
}

}  // namespace macie_local::fuzz
