//! Refusals as an `OperationOutcome`. Nothing in it tells one foreign thing from another, or from what never was.

use actix_web::{HttpRequest, HttpResponse};
use serde_json::json;

use crate::codes::Code;
use crate::fhir::words::{FORM, PROBLEM, present};
use crate::platform::Refusal;
use crate::platform::http::refused;
use crate::platform::language::Locale;

/// A state that a verb does not fit, and whatever else stands in its way, is a rule of business here.
const BUSINESS_RULE: u16 = 422;

/// What a client gets when a call is refused or fails.
pub(super) fn say(_: &HttpRequest, refusal: &Refusal, locale: Locale) -> HttpResponse {
    let code = refusal.code;
    let status = if code.status() == 409 { BUSINESS_RULE } else { code.status() };
    let kind = if code == Code::NotSupported { "not-supported" } else { kind(status) };
    let issue = |diagnostics: Option<String>| {
        json!({
            "severity": if status >= 500 { "fatal" } else { "error" }, "code": kind, "diagnostics": diagnostics,
            "details": {
                "coding": [{ "system": PROBLEM, "code": code, "display": code.title() }],
                "text": locale.text(&format!("problem-{code}"), &[]),
            },
        })
    };
    let mut issues: Vec<_> = refusal
        .issues
        .iter()
        .map(|it| issue(Some(format!("{} {}", it.pointer, it.detail).trim().to_owned())))
        .collect();
    if issues.is_empty() {
        issues.push(issue(refusal.detail.clone()));
    }
    refused(refusal, status, FORM, &present(json!({ "resourceType": "OperationOutcome", "issue": issues })))
}

/// What kind of issue it is, as FHIR has it.
const fn kind(status: u16) -> &'static str {
    match status {
        400 => "invalid",
        401 => "login",
        403 => "forbidden",
        404 => "not-found",
        405 | 415 => "not-supported",
        408 => "timeout",
        410 => "deleted",
        412 => "conflict",
        413 => "too-long",
        BUSINESS_RULE => "business-rule",
        428 => "required",
        429 => "throttled",
        503 => "transient",
        507 => "no-store",
        _ => "exception",
    }
}
