"""The real Terraform with the real AWS provider: all nine resources of Macie are made, planned without a difference, changed,
imported and destroyed. It needs the program `terraform` and a folder of providers, which are in no package repository
that a fresh machine has; without them it says that it did not run.
"""
import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from support import Server, terraform_lacks, terraform_providers

HERE = pathlib.Path(__file__).resolve().parent
SECONDS_MAX = 280  # for one command: the provider is a program of 700 MB
ACCOUNTS = {"management": "111111111111", "admin": "222222222222", "invited": "333333333333"}
NOT_IMPORTED = ["aws_macie2_organization_configuration.this"]  # the provider can't import one
JOB = "aws_macie2_classification_job.payroll"


class Terraform:
    """One working folder against one server."""

    def __init__(self, folder, url):
        self.folder = pathlib.Path(folder)
        shutil.copy(HERE / "main.tf", self.folder)
        self.environment = {**{k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "TF_"))},
                            "TF_IN_AUTOMATION": "1", "TF_VAR_url": url, "CHECKPOINT_DISABLE": "1",
                            "TF_CLI_CONFIG_FILE": os.devnull, "HOME": str(folder), "AWS_EC2_METADATA_DISABLED": "true"}
        self.run("init", "-plugin-dir", str(terraform_providers()))

    def run(self, *arguments, allowed=(0,)):
        done = subprocess.run(["terraform", arguments[0], "-no-color", "-input=false", *arguments[1:]], cwd=self.folder,
                              env=self.environment, capture_output=True, text=True, timeout=SECONDS_MAX)
        if done.returncode not in allowed:
            raise AssertionError(f"terraform {' '.join(arguments)}: {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def apply(self, *arguments):
        return self.run("apply", "-auto-approve", *arguments)

    def resources(self):
        """{address: values}"""
        done = subprocess.run(["terraform", "show", "-json"], cwd=self.folder, env=self.environment, capture_output=True,
                              text=True, check=True, timeout=SECONDS_MAX)
        root = json.loads(done.stdout)["values"]["root_module"]
        return {each["address"]: each["values"] for each in root["resources"] if each["mode"] == "managed"}


@unittest.skipIf(terraform_lacks(), "NOT RUN: terraform, without " + " and ".join(terraform_lacks()))
class AllResources(unittest.TestCase):
    def setUp(self):
        self.server = Server("--session", "strict", "--run-duration", "PT1H")
        self.addCleanup(self.server.stop)
        self.server.control("PUT", "organization", {
            "managementAccountId": ACCOUNTS["management"],
            "accounts": [{"accountId": ACCOUNTS["admin"], "email": "admin@example.com"}]})

    def terraform(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        return Terraform(folder.name, self.server.url)

    def check_plans_nothing(self, terraform, *arguments):
        terraform.run("plan", "-detailed-exitcode", *arguments)  # 2: there is something to do

    def test_made_planned_changed_imported_and_destroyed(self):
        terraform = self.terraform()
        made = terraform.apply()
        self.assertIn("assumed-role/deployer/pipeline", made)
        resources = terraform.resources()
        self.assertEqual(
            {"account", "classification_export_configuration", "classification_job", "custom_data_identifier",
             "findings_filter", "invitation_accepter", "member", "organization_admin_account",
             "organization_configuration"},
            {address.split(".")[0].removeprefix("aws_macie2_") for address in resources})
        self.check_plans_nothing(terraform)

        changed = ("-var", "changed=true")
        terraform.apply(*changed)
        self.check_plans_nothing(terraform, *changed)
        job = terraform.resources()[JOB]
        self.assertEqual("USER_PAUSED", job["job_status"])
        with contextlib.closing(self.server.client(ACCOUNTS["admin"])) as macie:
            paused = macie.describe_classification_job(jobId=job["id"])["userPausedDetails"]
        self.assertIn("jobExpiresAt", paused)

        self.check_imports(resources, changed)
        terraform.run("destroy", "-auto-approve", *changed)
        self.assertEqual({}, self.left())

    def check_imports(self, resources, arguments):
        """A new state takes everything over, and then has nothing to change."""
        terraform = self.terraform()
        ids = {address: values["id"] for address, values in resources.items() if address not in NOT_IMPORTED}
        blocks = [f'import {{\n  to = {address}\n  id = "{own}"\n}}\n' for address, own in ids.items()]
        (terraform.folder / "imports.tf").write_text("".join(blocks))
        out = terraform.apply(*arguments)
        self.assertIn(f"{len(ids)} imported, {len(NOT_IMPORTED)} added", out)
        self.assertIn("0 destroyed", out)
        self.check_plans_nothing(terraform, *arguments)

    def left(self):
        """What the accounts still have, but for cancelled jobs and what is kept of a session that is disabled."""
        left = {}
        for name, account in ACCOUNTS.items():
            regions = self.server.control("GET", "state")["accounts"].get(account, {}).values()
            for members in regions:
                session = members.get("session")
                if session and not session.get("emulator", {}).get("disabled"):
                    left[name] = session
                if active := [job for job in members.get("jobs", []) if job["jobStatus"] != "CANCELLED"]:
                    left[name + " jobs"] = active
        return left


if __name__ == "__main__":
    unittest.main()
