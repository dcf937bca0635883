# What `cmake --install` puts into a prefix: the program and the one that reads objects for it, and for C++ programs that
# embed the emulator (docs/embedding.md) the public headers, one static library that holds the server's rooms, and the
# package that find_package(macie_local) reads.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

# The same object files as the program's, so nothing is compiled again.
set(objects)
get_property(rooms GLOBAL PROPERTY MACIE_ROOMS)
list(REMOVE_ITEM rooms sourcegen modelc detectc namesc)  # write C++, and are no part of the program
# In macie-local-scan alone: what they link is no business of the server or of who embeds it.
list(REMOVE_ITEM rooms extract names detect scanner)
foreach(room ${rooms})
  list(APPEND objects $<TARGET_OBJECTS:macie_${room}>)
endforeach()
add_library(macie_local STATIC ${objects})
set_target_properties(macie_local PROPERTIES LINKER_LANGUAGE CXX)
target_compile_features(macie_local INTERFACE cxx_std_20)
target_include_directories(macie_local INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
# What the rooms need when they are linked. The libraries of which they use headers only are not a consumer's business.
# macie_localConfig.cmake.in finds the same ones.
target_link_libraries(macie_local PRIVATE
  spdlog::spdlog SQLite::SQLite3 OpenSSL::SSL OpenSSL::Crypto RE2::RE2 Threads::Threads)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/macie_local)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE ${PROJECT_SOURCE_DIR}/src/names/facts/NOTICE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(TARGETS macie-local macie_local EXPORT macie_local)
install(TARGETS macie-local-scan RUNTIME DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/macie-local)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/macie_local DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY ${MACIE_VERSION_INCLUDE}/macie_local DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT macie_local NAMESPACE macie_local:: FILE macie_localTargets.cmake DESTINATION ${package_dir})
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/macie_localConfig.cmake.in
  ${PROJECT_BINARY_DIR}/package/macie_localConfig.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/package/macie_localConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_SOURCE_DIR}/cmake/FindRE2.cmake ${PROJECT_BINARY_DIR}/package/macie_localConfig.cmake
  ${PROJECT_BINARY_DIR}/package/macie_localConfigVersion.cmake DESTINATION ${package_dir})
