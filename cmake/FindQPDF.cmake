# find_package(QPDF): the target QPDF::QPDF. Its own package is called qpdf and is not in every system's.
find_path(QPDF_INCLUDE_DIR qpdf/QPDF.hh)
find_library(QPDF_LIBRARY qpdf)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(QPDF REQUIRED_VARS QPDF_LIBRARY QPDF_INCLUDE_DIR)
mark_as_advanced(QPDF_INCLUDE_DIR QPDF_LIBRARY)
if(QPDF_FOUND AND NOT TARGET QPDF::QPDF)
  add_library(QPDF::QPDF UNKNOWN IMPORTED)
  # The definition says that pointers are the standard library's, as they are from 11 on.
  set_target_properties(QPDF::QPDF PROPERTIES
    IMPORTED_LOCATION "${QPDF_LIBRARY}" INTERFACE_INCLUDE_DIRECTORIES "${QPDF_INCLUDE_DIR}"
    INTERFACE_COMPILE_DEFINITIONS POINTERHOLDER_TRANSITION=4)
endif()
