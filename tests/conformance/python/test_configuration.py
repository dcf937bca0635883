"""What the program makes of its environment, and what its log says of requests."""
import unittest

from support import ACCOUNT, Server, start_fails


def log_of(server):
    return server.stop()[1]


class ConfigurationTest(unittest.TestCase):
    def test_a_pod_beside_a_service_of_that_name(self):
        server = Server(env={"MACIE_LOCAL_PORT": "tcp://10.0.0.7:6224", "MACIE_LOCAL_SERVICE_HOST": "10.0.0.7",
                             "MACIE_LOCAL_PORT_6224_TCP_ADDR": "10.0.0.7", "MACIE_LOCAL_REGION": ""})
        self.assertNotIn("MACIE_LOCAL", log_of(server))

    def test_a_strange_variable_is_told_of(self):
        server = Server(env={"MACIE_LOCAL_IMAGE": "latest"})
        self.assertIn(" warning MACIE_LOCAL_IMAGE: is no variable of macie-local and is passed over\n", log_of(server))

    def test_a_mistaken_variable_and_a_bad_value_are_refused(self):
        self.assertEqual(
            (2, "macie-local: MACIE_LOCAL_SEDE: is no variable of macie-local; MACIE_LOCAL_SEED is one: rename it, or "
                "unset it\n"), start_fails(env={"MACIE_LOCAL_SEDE": "x"}))
        code, said = start_fails(env={"MACIE_LOCAL_SEED": "/nowhere.json"})
        self.assertEqual(2, code)
        self.assertIn("--seed /nowhere.json: ", said)
        self.assertTrue(said.endswith(" (--seed is from MACIE_LOCAL_SEED)\n"), said)

    def test_the_log_of_a_real_client(self):
        server = Server("--log-level", "trace")
        server.client().get_macie_session()
        server.client().describe_buckets(maxResults=3)
        log = log_of(server)
        self.assertRegex(log, rf" debug request \S{{36}} account={ACCOUNT} region=us-east-1 operation=GetMacieSession "
                              r"status=200 us=\d+\n")
        self.assertRegex(log, r' trace input of \S{36}: POST /datasources/s3 {"maxResults": ?3}\n')

    def test_a_wrong_endpoint_shows_at_the_default_level(self):
        server = Server()
        self.assertEqual(404, server.raw("GET", "/v1/macie")[0])
        self.assertIn(" info refused GET /v1/macie of host ", log_of(server))


if __name__ == "__main__":
    unittest.main()
