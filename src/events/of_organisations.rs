//! What happened in the directory, to the software of organisations, and to the settings of this instance.

/// Declares the events of organisations after those that are given.
macro_rules! with_those_of_organisations {
    ($events:ident! { $($before:tt)* }) => {
        $events! {
            $($before)*
            /// An organisation came into the directory.
            OrganisationCreated(OrganisationId) = "organisation.created";
            /// An organisation was changed.
            OrganisationChanged(OrganisationId) = "organisation.changed";
            /// Somebody read who the members of an organisation are.
            MembersDisclosed(OrganisationId) = "organisation.membersDisclosed";
            /// A service came into the directory.
            ServiceCreated(ServiceId) = "service.created";
            /// A service was changed.
            ServiceChanged(ServiceId) = "service.changed";
            /// Somebody said that what the directory says of a service is right.
            ServiceAssured(ServiceId) = "service.assured";
            /// A place of an organisation came into the directory.
            LocationCreated(LocationId) = "location.created";
            /// A place of an organisation was changed.
            LocationChanged(LocationId) = "location.changed";
            /// An organisation has a webhook more.
            WebhookCreated(WebhookId) = "webhook.created";
            /// A webhook has another address.
            WebhookChanged(WebhookId) = "webhook.changed";
            /// A webhook has another secret.
            WebhookSecretRotated(WebhookId) = "webhook.secretRotated";
            /// A webhook is not called any more: it answered that it is gone, or failed for days.
            WebhookDisabled(WebhookId) = "webhook.disabled";
            /// A webhook is called again.
            WebhookEnabled(WebhookId) = "webhook.enabled";
            /// Somebody tried a webhook.
            WebhookTested(WebhookId) = "webhook.tested";
            /// What a webhook had not taken was sent again.
            WebhookReplayed(WebhookId) = "webhook.replayed";
            /// An organisation has a webhook less.
            WebhookDeleted(WebhookId) = "webhook.deleted";
            /// FHIR software of an organisation asked to be notified.
            SubscriptionCreated(SubscriptionId) = "subscription.created";
            /// A subscription was changed, asked for anew or put off.
            SubscriptionChanged(SubscriptionId) = "subscription.changed";
            /// The software answered: it is notified from now on.
            SubscriptionActivated(SubscriptionId) = "subscription.activated";
            /// The software is not notified any more: it answered that it is gone, or failed for days.
            SubscriptionFailed(SubscriptionId) = "subscription.failed";
            /// The day came on which a subscription ends.
            SubscriptionEnded(SubscriptionId) = "subscription.ended";
            /// An organisation has a subscription less.
            SubscriptionDeleted(SubscriptionId) = "subscription.deleted";
            /// The software of an organisation can sign in by itself.
            BackendServiceRegistered(BackendServiceId) = "backendService.registered";
            /// The software of an organisation has another name or reaches as far as another scope says.
            BackendServiceChanged(BackendServiceId) = "backendService.changed";
            /// The software of an organisation has other keys.
            BackendServiceRekeyed(BackendServiceId) = "backendService.rekeyed";
            /// The software of an organisation can sign in no more.
            BackendServiceDeleted(BackendServiceId) = "backendService.deleted";
            /// A file of neighbourhoods was given, to look at.
            ImportEntered(NeighbourhoodImportId) = "neighbourhoodImport.entered";
            /// Other properties of it are read.
            ImportReadAnew(NeighbourhoodImportId) = "neighbourhoodImport.readAnew";
            /// Neighbourhoods of it came in.
            ImportDone(NeighbourhoodImportId) = "neighbourhoodImport.done";
            /// It was thrown away.
            ImportDiscarded(NeighbourhoodImportId) = "neighbourhoodImport.discarded";
            /// How this instance sends mail was set.
            MailSet(MailSettingsId) = "mail.set";
            /// It was taken away.
            MailUnset(MailSettingsId) = "mail.unset";
            /// Somebody tried it.
            MailTried(MailSettingsId) = "mail.tried";
        }
    };
}

pub(super) use with_those_of_organisations;
