//! The access log as a page: plain, to be read aloud and printed, without scripts.

use super::http::AccessBody;
use crate::places::NeighbourhoodRef;
use crate::platform::http::Page;
use crate::platform::language::Locale;

/// The page, with all texts in one language.
pub(super) fn html(log: &Page<AccessBody>, locale: Locale) -> String {
    let text = |key: &str| escape(&locale.text(&format!("access-{key}"), &[]));
    let row = |it: &AccessBody| {
        let of = it
            .organisation
            .as_ref()
            .map(|it| it.name().as_str())
            .or(it.neighbourhood.as_ref().map(NeighbourhoodRef::name));
        let parts: Vec<_> = it.parts.iter().map(|part| text(&format!("part-{part}"))).collect();
        let role = if it.by_software { text("role-software") } else { text(&format!("role-{}", it.role)) };
        let of = of.map(|name| format!(", {}", escape(name))).unwrap_or_default();
        format!(
            "<tr><th scope=\"row\"><time datetime=\"{day}\">{day}</time></th><td>{role}{of}</td><td>{}</td><td>{}</td></tr>",
            parts.join(", "),
            escape(&it.text),
            day = it.day,
        )
    };
    let rows: String = log.items.iter().map(row).collect();
    let table = format!(
        "<table><thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th><th scope=\"col\">{}</th>\
         <th scope=\"col\">{}</th></tr></thead><tbody>{rows}</tbody></table>",
        text("day"),
        text("who"),
        text("what"),
        text("why"),
    );
    let more = log.next.as_ref().map(|next| {
        format!("<p><a rel=\"next\" href=\"/v1/me/accessLog?cursor={}\">{}</a></p>", escape(next), text("more"))
    });
    let (title, intro) = (text("title"), text("intro"));
    let body = if log.items.is_empty() { format!("<p>{}</p>", text("nobody")) } else { table };
    format!(
        "<!doctype html><html lang=\"{locale}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title}</title><style>\
         body{{font:1.125rem/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;color:#111;\
         background:#fff}}table{{border-collapse:collapse;width:100%}}th,td{{text-align:start;vertical-align:top;\
         padding:.4rem;border-bottom:1px solid #767676}}</style></head><body><main><h1>{title}</h1><p>{intro}</p>\
         {body}{}</main></body></html>",
        more.unwrap_or_default()
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
