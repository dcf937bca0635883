// The rules that Beast leaves open: one Content-Length, "chunked" as the only transfer coding and only in HTTP/1.1, no
// folded lines, and no second Host, Authorization, Origin or Sec-Fetch-*, because they decide whether and for whom a
// request is answered.
#include "http/request_parser.h"

#include <algorithm>
#include <boost/beast/core/string.hpp>

namespace macie_local::http {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
constexpr std::string_view kHeadEnd = "\r\n\r\n";
constexpr std::string_view kSecurityToken = "x-amz-security-token";
constexpr std::string_view kFolded = "a header field is folded over several lines";

std::string_view View(boost::beast::string_view text) {
  return {text.data(), text.size()};
}

// Whether this size line is that of the last chunk; what else it may hold is Beast's to judge.
bool IsLastChunk(std::string_view line) {
  const std::size_t digits = std::min(line.find_first_not_of("0123456789abcdefABCDEF"), line.size());
  return digits != 0 && line.find_first_not_of('0') >= digits;
}

}  // namespace

std::size_t RequestParser::Put(std::string_view input, ErrorCode& ec) {
  if (!head_done_) return PutHead(input, ec);
  if (chunked() && chunk_rest_ == 0) return PutChunkHead(input, ec);
  return Feed(input, ec);
}

std::size_t RequestParser::PutHead(std::string_view input, ErrorCode& ec) {
  const std::size_t used = Feed(input.substr(0, header_bytes_max_), ec);
  if (ec == boost::beast::http::error::need_more && input.size() >= header_bytes_max_) {
    ec = boost::beast::http::error::header_limit;
  } else if (ec == boost::beast::http::error::header_limit) {
    Refuse(kFolded, ec);  // It is the limit of the buffer in which Beast joins folded lines.
  }
  return used;
}

std::size_t RequestParser::PutChunkHead(std::string_view input, ErrorCode& ec) {
  if (chunk_begun_ && input.size() >= kLineEnd.size() && !input.starts_with(kLineEnd)) {
    Refuse("a chunk does not end where its size says", ec);
    return 0;
  }
  const std::size_t end = FindChunkHeadEnd(input.substr(0, header_bytes_max_));
  if (end == 0) {
    const bool over = input.size() >= header_bytes_max_;
    ec = over ? boost::beast::http::error::header_limit : boost::beast::http::error::need_more;
    return 0;
  }
  line_end_ = searched_ = 0;
  const std::size_t used = Feed(input.substr(0, end), ec);
  if (ec == boost::beast::http::error::header_limit) Refuse(kFolded, ec);
  // Nothing behind the line can make it whole: a text in quotes has no end in it.
  if (ec == boost::beast::http::error::need_more) Refuse("a chunk's size line is not as it must be", ec);
  return used;
}

// 0: it is not there yet.
std::size_t RequestParser::FindChunkHeadEnd(std::string_view input) {
  const std::size_t begin = chunk_begun_ ? kLineEnd.size() : 0;
  if (line_end_ == 0) {
    line_end_ = input.find(kLineEnd, std::max(begin, searched_));
    searched_ = std::min(line_end_, input.size() - 1);
    if (line_end_ == input.npos) {
      line_end_ = 0;
      return 0;
    }
  }
  if (!IsLastChunk(input.substr(begin, line_end_ - begin))) return line_end_ + kLineEnd.size();
  const std::size_t end = input.find(kHeadEnd, searched_);
  if (end != input.npos) return end + kHeadEnd.size();
  searched_ = std::max(searched_, input.size() - (kHeadEnd.size() - 1));
  return 0;
}

void RequestParser::on_request_impl(boost::beast::http::verb, Text method, Text target, int version, ErrorCode&) {
  request_.method = View(method);
  request_.target = View(target);
  if (request_.method == "PUT") keep_headers_ = true;
  http_11_ = version == 11;
  views_borrowed_ = true;
}

void RequestParser::TakeOnce(std::string_view value, bool* seen, std::string_view* to, std::string_view twice,
                             ErrorCode& ec) {
  if (*seen) return Refuse(twice, ec);
  *seen = true;
  *to = value;
  views_borrowed_ = true;
}

// Beast joins a folded value in a buffer of its own, which is gone after the call that tells it; or, where the lines
// before its last one are blank, leaves them out.
bool RequestParser::IsFolded(std::string_view name, std::string_view value) const {
  const char* const colon = name.data() + name.size();
  if (value.data() == colon + 2 || value.data() == colon + 1) return false;  // Too near for a line end before it.
  if (value.data() <= colon || value.data() > input_.data() + input_.size()) return true;
  return std::find(colon, value.data(), '\r') != value.data();
}

void RequestParser::on_field_impl(Field name, Text name_text, Text text, ErrorCode& ec) {
  const std::string_view value = View(text);
  if (IsFolded(View(name_text), value)) return Refuse(kFolded, ec);
  if (head_done_) return;  // A trailer field must not change what the head said.
  if (keep_headers_) {
    headers_.emplace_back(View(name_text), value);
    views_borrowed_ = true;
  }
  switch (name) {
    case Field::host:
      return TakeOnce(value, &has_host_, &request_.host, "header Host is given twice", ec);
    case Field::authorization:
      return TakeOnce(value, &has_authorization_, &request_.authorization, "header Authorization is given twice", ec);
    case Field::origin:
      return TakeOnce(value, &has_origin_, &request_.origin, "header Origin is given twice", ec);
    case Field::sec_fetch_site:
      return TakeOnce(value, &has_sec_fetch_site_, &request_.sec_fetch_site, "header Sec-Fetch-Site is given twice",
                      ec);
    case Field::sec_fetch_mode:
      return TakeOnce(value, &has_sec_fetch_mode_, &request_.sec_fetch_mode, "header Sec-Fetch-Mode is given twice",
                      ec);
    case Field::sec_fetch_dest:
      return TakeOnce(value, &has_sec_fetch_dest_, &request_.sec_fetch_dest, "header Sec-Fetch-Dest is given twice",
                      ec);
    case Field::user_agent:
      request_.user_agent = value;
      views_borrowed_ = true;
      return;
    case Field::content_length:
      if (has_content_length_ || value.find(',') != value.npos) {
        return Refuse("header Content-Length is given twice", ec);
      }
      has_content_length_ = true;
      return;
    case Field::transfer_encoding:
      if (!http_11_) return Refuse("Transfer-Encoding is not part of HTTP/1.0", ec);
      if (!boost::beast::iequals(text, "chunked")) return Refuse("the only Transfer-Encoding taken is chunked", ec);
      return;
    case Field::expect:
      expects_continue_ = boost::beast::iequals(text, "100-continue");
      return;
    default:
      if (boost::beast::iequals(name_text, kSecurityToken)) {
        request_.security_token = value;
        views_borrowed_ = true;
      }
      return;
  }
}

void RequestParser::on_header_impl(ErrorCode& ec) {
  head_done_ = true;
  if (http_11_ && !has_host_) return Refuse("header Host is missing", ec);
  ReadTarget();
}

// Proxies send the absolute form; its authority then stands for the Host header (RFC 9112, 3.2.2).
void RequestParser::ReadTarget() {
  std::string_view target = request_.target;
  if (target.empty() || target.front() == '/') return;
  const std::size_t scheme_end = target.find("://");
  if (scheme_end == target.npos || scheme_end != target.find(':')) return;
  target.remove_prefix(scheme_end + 3);
  const std::size_t authority_end = std::min(target.find_first_of("/?"), target.size());
  request_.host = target.substr(0, authority_end);
  target.remove_prefix(authority_end);
  request_.target = target.empty() ? std::string_view("/") : target;
}

void RequestParser::on_body_init_impl(boost::optional<std::uint64_t> const& content_length, ErrorCode&) {
  body_bytes_ = content_length.value_or(0);
}

std::size_t RequestParser::on_body_impl(Text body, ErrorCode& ec) {
  if (body.size() == body_bytes_) {
    request_.body = View(body);
  } else {
    Keep(body, ec);
  }
  return body.size();
}

void RequestParser::on_chunk_header_impl(std::uint64_t size, Text, ErrorCode&) {
  chunk_begun_ = true;
  chunk_rest_ = size;
}

std::size_t RequestParser::on_chunk_body_impl(std::uint64_t rest, Text body, ErrorCode& ec) {
  chunk_rest_ = rest - body.size();
  Keep(body, ec);
  return body.size();
}

void RequestParser::Keep(Text body, ErrorCode& ec) {
  if (!body_) body_ = std::make_shared<base::LargeText>(budget_);
  const base::Status kept = body_->Append(View(body));
  if (kept.ok()) return;
  storage_failure_ = kept.error().text;
  ec = boost::beast::http::error::bad_value;
}

void RequestParser::on_finish_impl(ErrorCode& ec) {
  if (!body_) return;
  const base::Status mapped = body_->Finish();
  if (mapped.ok()) return;
  storage_failure_ = mapped.error().text;
  ec = boost::beast::http::error::bad_value;
}

template <class Visit>
void RequestParser::ForEachView(const Visit& visit) {
  for (std::string_view* view : {&request_.method, &request_.target, &request_.host, &request_.authorization,
                                 &request_.origin, &request_.user_agent, &request_.sec_fetch_site,
                                 &request_.sec_fetch_mode, &request_.sec_fetch_dest, &request_.security_token}) {
    visit(view);
  }
  for (auto& [name, value] : headers_) {
    visit(&name);
    visit(&value);
  }
}

void RequestParser::KeepViews() {
  if (!views_borrowed_) return;
  std::size_t size = 0;
  ForEachView([&](std::string_view* view) { size += view->size(); });
  std::string kept;
  kept.reserve(size);
  ForEachView([&](std::string_view* view) {
    const std::size_t at = kept.size();
    kept.append(*view);
    *view = std::string_view(kept.data() + at, view->size());
  });
  kept_ = std::move(kept);  // `kept` may be short enough to live inside the string object, so point again.
  std::size_t at = 0;
  ForEachView([&](std::string_view* view) {
    *view = std::string_view(kept_.data() + at, view->size());
    at += view->size();
  });
  views_borrowed_ = false;
}

base::Request RequestParser::Request() const {
  base::Request request = request_;
  if (body_) {
    request.body = body_->view();
    request.long_body = body_;
  }
  request.headers = headers_;
  return request;
}

}  // namespace macie_local::http
