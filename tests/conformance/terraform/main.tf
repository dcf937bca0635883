# All nine resources of Macie over three accounts: a management account, the administrator that it names for its
# organization, and an account outside that the administrator invites.
variable "url" {}
variable "changed" {
  type    = bool
  default = false
}

locals {
  management = "111111111111"
  admin      = "222222222222"
  invited    = "333333333333"
}

provider "aws" {
  region                  = "us-east-1"
  access_key              = local.admin
  secret_key              = "any"
  skip_metadata_api_check = true
  endpoints {
    macie2 = var.url
    sts    = var.url
  }
}

provider "aws" {
  alias                   = "management"
  region                  = "us-east-1"
  access_key              = local.management
  secret_key              = "any"
  skip_metadata_api_check = true
  endpoints {
    macie2 = var.url
    sts    = var.url
  }
}

# By way of a role, as pipelines do it.
provider "aws" {
  alias                   = "invited"
  region                  = "us-east-1"
  access_key              = local.management
  secret_key              = "any"
  skip_metadata_api_check = true
  assume_role {
    role_arn     = "arn:aws:iam::${local.invited}:role/deployer"
    session_name = "pipeline"
  }
  endpoints {
    macie2 = var.url
    sts    = var.url
  }
}

data "aws_caller_identity" "invited" {
  provider = aws.invited
}

output "invited_arn" {
  value = data.aws_caller_identity.invited.arn
}

resource "aws_macie2_account" "management" {
  provider = aws.management
}

resource "aws_macie2_account" "admin" {
  finding_publishing_frequency = var.changed ? "FIFTEEN_MINUTES" : "SIX_HOURS"
}

resource "aws_macie2_account" "invited" {
  provider = aws.invited
}

resource "aws_macie2_organization_admin_account" "this" {
  provider         = aws.management
  admin_account_id = local.admin
  depends_on       = [aws_macie2_account.management, aws_macie2_account.admin]
}

resource "aws_macie2_organization_configuration" "this" {
  auto_enable = !var.changed
  depends_on  = [aws_macie2_organization_admin_account.this]
}

resource "aws_macie2_member" "invited" {
  account_id         = local.invited
  email              = "security@example.com"
  invite             = true
  invitation_message = "join us"
  status             = var.changed ? "PAUSED" : "ENABLED"
  tags               = { team = var.changed ? "blue" : "red" }
  depends_on         = [aws_macie2_account.admin, aws_macie2_account.invited]
}

resource "aws_macie2_invitation_accepter" "invited" {
  provider                 = aws.invited
  administrator_account_id = local.admin
  depends_on               = [aws_macie2_member.invited]
}

resource "aws_macie2_custom_data_identifier" "employee" {
  name                   = "employee"
  regex                  = "E-[0-9]{6}"
  description            = "An employee's number."
  keywords               = ["employee", "staff"]
  ignore_words           = ["E-000000"]
  maximum_match_distance = 20
  tags                   = { team = var.changed ? "blue" : "red" }
  depends_on             = [aws_macie2_account.admin]
}

resource "aws_macie2_classification_job" "payroll" {
  name                       = "payroll"
  job_type                   = "SCHEDULED"
  job_status                 = var.changed ? "USER_PAUSED" : "RUNNING"
  sampling_percentage        = 50
  custom_data_identifier_ids = [aws_macie2_custom_data_identifier.employee.id]
  schedule_frequency {
    weekly_schedule = "MONDAY"
  }
  s3_job_definition {
    bucket_definitions {
      account_id = local.admin
      buckets    = ["payroll"]
    }
    scoping {
      excludes {
        and {
          simple_scope_term {
            comparator = "EQ"
            key        = "OBJECT_EXTENSION"
            values     = ["tmp"]
          }
        }
      }
    }
  }
  tags = { team = var.changed ? "blue" : "red" }
}

resource "aws_macie2_findings_filter" "public" {
  name        = "public"
  description = var.changed ? "Public buckets." : "Buckets that are public."
  position    = 1
  action      = var.changed ? "NOOP" : "ARCHIVE"
  finding_criteria {
    criterion {
      field = "region"
      eq    = ["us-east-1"]
    }
    criterion {
      field = "count"
      gte   = "2"
    }
  }
  depends_on = [aws_macie2_account.admin]
}

resource "aws_macie2_classification_export_configuration" "this" {
  s3_destination {
    bucket_name = "results"
    key_prefix  = var.changed ? "later/" : "first/"
    kms_key_arn = "arn:aws:kms:us-east-1:222222222222:key/0a1b2c3d-0000-4000-8000-000000000000"
  }
  depends_on = [aws_macie2_account.admin]
}
