// The rules that Beast leaves open: one Content-Length, "chunked" as the only transfer coding and only in HTTP/1.1, no
// folded lines, and no second Host, Authorization or Origin, because they decide whether and for whom a request is
// answered.
#include "http/request_parser.h"

#include <algorithm>
#include <boost/beast/core/string.hpp>

namespace macie_local::http {
namespace {

std::string_view View(boost::beast::string_view text) {
  return {text.data(), text.size()};
}

}  // namespace

void RequestParser::on_request_impl(boost::beast::http::verb, Text method, Text target, int version, ErrorCode&) {
  request_.method = View(method);
  request_.target = View(target);
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

void RequestParser::on_field_impl(Field name, Text name_text, Text text, ErrorCode& ec) {
  if (head_done_) return;  // A trailer field must not change what the head said.
  const std::string_view value = View(text);
  // Beast joins a folded value in a buffer of its own, which is gone after this call.
  if (!value.empty() && (value.data() < input_.data() || value.data() >= input_.data() + input_.size())) {
    return Refuse("a header field is folded over several lines", ec);
  }
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

std::size_t RequestParser::on_chunk_body_impl(std::uint64_t, Text body, ErrorCode& ec) {
  Keep(body, ec);
  return body.size();
}

void RequestParser::Keep(Text body, ErrorCode& ec) {
  if (!body_) body_ = std::make_shared<base::LargeText>();
  const base::Status kept = body_->Append(View(body));
  if (kept.ok()) return;
  storage_failure_ = kept.error().message;
  ec = boost::beast::http::error::bad_value;
}

void RequestParser::on_finish_impl(ErrorCode& ec) {
  if (!body_) return;
  const base::Status mapped = body_->Finish();
  if (mapped.ok()) return;
  storage_failure_ = mapped.error().message;
  ec = boost::beast::http::error::bad_value;
}

template <class Visit>
void RequestParser::ForEachView(const Visit& visit) {
  for (std::string_view* view : {&request_.method, &request_.target, &request_.host, &request_.authorization,
                                 &request_.origin, &request_.user_agent}) {
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

gateway::Request RequestParser::Request() const {
  gateway::Request request = request_;
  if (body_) {
    request.body = body_->view();
    request.long_body = body_;
  }
  request.headers = headers_;
  return request;
}

}  // namespace macie_local::http
