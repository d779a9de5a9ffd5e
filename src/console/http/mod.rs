//! The routes of the console.

mod account;
mod admin;
mod assets;
mod batch;
mod concerns;
mod error;
mod export;
mod follow_ups;
mod frame;
mod from_mail;
mod inbox;
mod matches;
mod offers;
mod mail;
mod neighbourhoods;
mod intake;
mod map;
mod people;
mod print;
mod queue;
mod referrals;
mod replies;
mod request;
mod setup;
mod sign_in;
mod verbs;

use actix_web::middleware::{Compress, from_fn};
use actix_web::web;

use crate::platform::http::{MOST_FORM_BYTES, Wording, nowhere};

/// The routes.
pub fn configure(config: &mut web::ServiceConfig) {
    assets::configure(config);
    admin::accessibility::configure(config);
    config.service(
        web::scope("/console")
            .app_data(Wording(error::say))
            .app_data(web::FormConfig::default().limit(MOST_FORM_BYTES))
            .wrap(from_fn(error::know_the_reader))
            .wrap(Compress::default())
            .configure(sign_in::configure)
            .configure(from_mail::configure_forgotten)
            .configure(account::configure)
            .configure(batch::configure)
            .configure(export::configure)
            .configure(queue::configure)
            .configure(offers::configure)
            .configure(matches::configure)
            .configure(referrals::configure)
            .configure(replies::configure)
            .configure(request::configure)
            .configure(neighbourhoods::configure)
            .configure(mail::configure)
            .configure(intake::configure)
            .configure(map::configure)
            .configure(people::configure)
            .configure(print::configure)
            .configure(inbox::join::configure)
            .configure(concerns::configure)
            .configure(follow_ups::configure)
            .configure(admin::configure)
            .default_service(web::route().to(nowhere)),
    );
    config.service(
        web::scope("/inbox")
            .app_data(Wording(error::say))
            .app_data(web::FormConfig::default().limit(MOST_FORM_BYTES))
            .wrap(from_fn(error::know_the_reader))
            .wrap(Compress::default())
            .configure(inbox::configure)
            .default_service(web::route().to(nowhere)),
    );
    config.service(
        web::scope("/setup")
            .app_data(Wording(error::say))
            .app_data(web::FormConfig::default().limit(MOST_FORM_BYTES))
            .wrap(from_fn(error::know_the_reader))
            .wrap(Compress::default())
            .configure(setup::configure)
            .default_service(web::route().to(nowhere)),
    );
    // Whoever types only the name of this server, or has it from a mail, comes to where they work.
    config.service(web::redirect("/", "/console").see_other());
    inbox::join::configure_verify(config);
    from_mail::configure(config);
}
