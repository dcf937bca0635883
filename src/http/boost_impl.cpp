// The one file that compiles the bodies of Asio and Beast; every other file sees their declarations only.
#include <boost/asio/impl/src.hpp>
#include <boost/beast/src.hpp>

#include <stdexcept>
#include <string>

#ifdef BOOST_ENABLE_ASSERT_HANDLER
// What does not hold in Boost costs the connection that it happened on (Session catches it), not the process.
namespace boost {

void assertion_failed(char const* expr, char const* function, char const* file, long line) {
  throw std::logic_error(std::string(file) + ":" + std::to_string(line) + ": " + function + " asserts " + expr);
}

void assertion_failed_msg(char const* expr, char const*, char const* function, char const* file, long line) {
  assertion_failed(expr, function, file, line);
}

}  // namespace boost
#endif
