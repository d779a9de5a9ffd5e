//! Every typed id, in one alphabetical list. An id is a `UUIDv7`: sortable by creation, and of no other meaning.

crate::db::types::ids! {
    /// An absence of somebody of a team.
    AbsenceId,
    /// A card that joins a sign-in to a person (activeringskaart).
    ActivationCardId,
    /// Another address of an organisation, to be confirmed.
    AddressChangeId,
    /// Whatever has an id: what an event is about, whose key it is.
    AnyId,
    /// A row of the audit log.
    AuditId,
    /// The software of an organisation, that signs in by itself.
    BackendServiceId,
    /// A copy of the whole database.
    BackupId,
    /// Whom to propose for all open requests at once (verdeling).
    BatchId,
    /// One of these: an offer for a request.
    BatchProposalId,
    /// A lasting match (vaste band).
    BondId,
    /// Two people who are kept apart.
    BlockId,
    /// What an organisation asks for a client (aanvraag voor een cliënt).
    ClientRequestId,
    /// A concern about somebody (zorgmelding).
    ConcernId,
    /// A note of those who see to a concern.
    ConcernNoteId,
    /// A consent, a refusal or a withdrawal (toestemming).
    ConsentId,
    /// A device that somebody signed in with.
    DeviceId,
    /// A copy of all that is known of a person, for themselves.
    ExportId,
    /// People who live together (gezin).
    HouseholdId,
    /// A code on paper that gives a role (uitnodiging).
    InvitationId,
    /// Something in the queue of the team: it has the id of the request or the offer it is about.
    ItemId,
    /// A job to do later.
    JobId,
    /// A code that was mailed to an organisation.
    LinkCodeId,
    /// Two people brought together for a request (koppeling).
    MatchId,
    /// A place of an organisation (locatie).
    LocationId,
    /// How this instance sends its mail.
    MailSettingsId,
    /// A message on its way out.
    MessageId,
    /// A neighbourhood (buurt).
    NeighbourhoodId,
    /// A file of neighbourhoods, to be brought in.
    NeighbourhoodImportId,
    /// An offer of help (hulpaanbod).
    OfferId,
    /// A one-time token: to verify an address, or to set a new password.
    OneTimeTokenId,
    /// A care or welfare organisation.
    OrganisationId,
    /// A person (mens).
    PersonId,
    /// Somebody who may act for a person (vertegenwoordiger).
    ProxyId,
    /// A case handed to a professional (doorverwijzing).
    ReferralId,
    /// A request for help (hulpvraag).
    RequestId,
    /// What came of checking a right.
    RightsCheckId,
    /// A role granted to a person.
    RoleId,
    /// A change of the master key.
    RotationId,
    /// A text that a team writes again and again (standaardantwoord).
    SavedReplyId,
    /// A service at a place.
    ServiceAtLocationId,
    /// A service of an organisation.
    ServiceId,
    /// A sign-in, with all its refresh tokens.
    SessionId,
    /// A code that was sent by SMS.
    SmsCodeId,
    /// One thing that the FHIR software of an organisation is notified of.
    SubscriptionEventId,
    /// Where the FHIR software of an organisation is notified (abonnement).
    SubscriptionId,
    /// Something that somebody of the team must tell a person by hand.
    TellingId,
    /// A visit in a match (bezoek).
    VisitId,
    /// Helpers asked in waves for a request (golf).
    WaveId,
    /// Something that is told to the software of an organisation.
    WebhookDeliveryId,
    /// Where the software of an organisation is told something.
    WebhookId,
    /// Something that the team has seen of a person.
    VettingCheckId,
}
