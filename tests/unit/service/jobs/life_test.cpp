// The life of jobs on a clock moved by hand: runs, schedules, pauses, expiries, and what buckets show of them.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <string_view>

#include "base/body.h"
#include "base/timestamp.h"
#include "service/buckets/intake.h"
#include "service/documents/state_export.h"
#include "service/jobs/runs.h"
#include "service/jobs/view.h"
