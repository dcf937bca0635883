"""ci_steps.py FILE: prints the commands of a GitHub workflow's or of a GitLab pipeline's one job as a shell script, with its
variables. The name of GitLab's service becomes this machine's address, where the test has its server."""
import shlex
import sys

import yaml

with open(sys.argv[1]) as file:
    pipeline = yaml.safe_load(file)
[job] = (pipeline.get("jobs") or pipeline).values()
[service] = job["services"].values() if isinstance(job["services"], dict) else job["services"]
if "steps" in job:
    assert service["image"] and service["ports"], service
    variables, commands = job["env"], [step["run"] for step in job["steps"] if "run" in step]
else:
    assert service["name"] and job["image"], job
    variables, commands = job["variables"], job["script"]
for name, value in variables.items():
    print(f"export {name}={shlex.quote(value.replace('//%s:' % service.get('alias'), '//127.0.0.1:'))}")
print(*commands, sep="\n")
