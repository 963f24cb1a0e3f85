# The role that the gateway's process runs as, and the role of one account. Their policies are the files of deploy/iam, so there is no second
# copy of them; only the example values in them are replaced.
terraform {
  required_version = ">= 1.3"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

variable "account_id" {
  description = "The account of the roles."
  type        = string
  validation {
    condition     = can(regex("^\\d{12}$", var.account_id))
    error_message = "account_id must have 12 digits."
  }
}

variable "region" {
  description = "The Region that the gateway may use."
  type        = string
}

variable "external_id" {
  description = "A long random text, which the gateway's accounts file has, too."
  type        = string
  sensitive   = true
  validation {
    condition     = can(regex("^[\\w+=,.@:/-]{16,}$", var.external_id))
    error_message = "external_id must have at least 16 letters, digits and characters of _+=,.@:/- (those that STS allows)."
  }
}

variable "process_trust_policy" {
  description = "Who may run as the gateway, as JSON: kubernetes/overlays/irsa/trust.json, for example."
  type        = string
}

variable "policies" {
  description = "The policies of the account's role. Leave out what the gateway need not do; add targets if it may change targets."
  type        = set(string)
  default     = ["read", "insight", "write"]
}

locals {
  files = toset(["gateway", "trust", "read", "insight", "write", "targets"])
  iam = {
    for name in local.files : name => replace(replace(replace(
      file("${path.module}/../iam/${name}.json"),
      "123456789012", var.account_id),
      "us-east-1", var.region),
    "EXAMPLE-EXTERNAL-ID", var.external_id)
  }
}

resource "aws_iam_role" "process" {
  name               = "traffic-mirror-gateway-process"
  assume_role_policy = var.process_trust_policy
}

resource "aws_iam_role_policy" "process" {
  name   = "gateway"
  role   = aws_iam_role.process.id
  policy = local.iam["gateway"]
}

resource "aws_iam_role" "member" {
  name               = "traffic-mirror-gateway"
  assume_role_policy = local.iam["trust"]
  # IAM accepts a trust policy only when the role that it names exists.
  depends_on = [aws_iam_role.process]
}

resource "aws_iam_role_policy" "member" {
  for_each = var.policies
  name     = each.key
  role     = aws_iam_role.member.id
  policy   = local.iam[each.key]
}

output "role_arn" {
  description = "For the gateway's accounts file."
  value       = aws_iam_role.member.arn
}
