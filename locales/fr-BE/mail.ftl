### Les e-mails de Buurtnet. Ils ne nomment ni personne, ni lieu, ni santé. Le lien vient sous le texte.

mail-greeting =
    Bien chaleureusement,
    Buurtnet

mail-verify-address-subject = Confirmez votre adresse e-mail
mail-verify-address-body =
    Bonjour,

    Nous sommes heureux que vous rejoigniez Buurtnet. Le lien ci-dessous confirme que cette adresse e-mail est bien la vôtre.

    Le lien ne fonctionne que peu de temps. S’il ne fonctionne plus, inscrivez-vous simplement à nouveau. Si cette inscription ne vient pas de vous, vous n’avez rien à faire.

mail-address-known-subject = Vous avez déjà un compte Buurtnet
mail-address-known-body =
    Bonjour,

    Une inscription a été tentée avec cette adresse e-mail, mais vous avez déjà un compte.

    Si c’était vous, connectez-vous simplement par le lien ci-dessous. Vous pouvez aussi y demander un nouveau mot de passe. Si ce n’était pas vous, vous n’avez rien à faire, rien n’a changé.

mail-reset-password-subject = Choisissez un nouveau mot de passe
mail-reset-password-body =
    Bonjour,

    Un nouveau mot de passe a été demandé pour votre compte. Vous le choisissez par le lien ci-dessous.

    Le lien ne fonctionne que peu de temps et une seule fois. S’il ne fonctionne plus, vous pouvez en demander un autre. Si vous n’avez rien demandé, vous n’avez rien à faire, votre mot de passe reste le même.

mail-password-changed-subject = Votre mot de passe a changé
mail-password-changed-body =
    Bonjour,

    Le mot de passe de votre compte a changé. Pour votre sécurité, votre session a été fermée sur tous vos appareils.

    Si c’était vous, reconnectez-vous par le lien ci-dessous. Si ce n’était pas vous, demandez tout de suite un nouveau mot de passe et prévenez l’équipe de quartier.

mail-session-replayed-subject = Nous avons fermé votre session par sécurité
mail-session-replayed-body =
    Bonjour,

    Nous avons remarqué quelque chose d’inhabituel dans votre connexion sur un appareil. Par prudence, nous y avons fermé votre session.

    Vous pouvez vous reconnecter par le lien ci-dessous. Si vous pensez que quelqu’un d’autre utilise votre compte, choisissez un nouveau mot de passe. L’équipe de quartier vous aide volontiers.

mail-request-approved-subject = Bonne nouvelle pour votre demande
mail-request-approved-body =
    Bonjour,

    L’équipe de quartier a lu et approuvé votre demande. Nous cherchons maintenant quelqu’un qui peut aider. Nous vous écrivons dès qu’il y a du nouveau.

    Le lien ci-dessous mène à votre demande.

mail-information-asked-subject = Nous avons encore une question pour vous
mail-information-asked-body =
    Bonjour,

    L’équipe de quartier a lu votre demande et souhaite encore savoir quelque chose, pour pouvoir bien aider.

    Vous pouvez répondre tranquillement par le lien ci-dessous. Si vous préférez parler, vous pouvez aussi vous adresser à l’équipe de quartier.

mail-request-rejected-subject = Des nouvelles de votre demande
mail-request-rejected-body =
    Bonjour,

    L’équipe de quartier a lu votre demande. Nous ne pouvons pas y donner suite dans Buurtnet. Vous avez bien fait de la poser.

    Le lien ci-dessous vous en donne la raison. L’équipe de quartier cherche volontiers un autre chemin avec vous.

mail-still-needed-subject = Avez-vous encore besoin d’aide ?
mail-still-needed-body =
    Bonjour,

    Vous avez demandé de l’aide il y a quelque temps. Nous aimerions savoir si vous en avez encore besoin.

    Oui ? Un clic sur le lien ci-dessous suffit pour nous le dire. Vous pouvez aussi le dire dans l’application ou à l’équipe de quartier.

    Ce n’est plus nécessaire ? Vous n’avez rien à faire : votre demande s’arrête d’elle-même. Si vous préférez en parler, l’équipe de quartier vous appelle volontiers.

mail-request-silent-subject = Quelqu’un ne répond plus depuis un moment
mail-request-silent-body =
    Bonjour,

    Quelqu’un a demandé de l’aide, personne n’a encore aidé, et la question de savoir si l’aide est encore nécessaire reste sans réponse.

    Pouvez-vous regarder, et peut-être appeler ou passer ? Sans nouvelles, la demande s’arrête dans une semaine. Le lien ci-dessous y mène.

mail-first-look-late-subject = Une demande d’aide attend
mail-first-look-late-body =
    Bonjour,

    Une demande d’aide attend un premier regard depuis plus longtemps qu’elle ne devrait, et c’est maintenant à vous de regarder.

    Voulez-vous y jeter un œil ? Le lien ci-dessous mène à la demande. Si ce n’est pas possible maintenant, parlez-en à quelqu’un de l’équipe : sinon la demande passe d’elle-même à l’étape suivante.

mail-nobody-looks-subject = Quelque chose attend et personne de l’équipe ne regarde
mail-nobody-looks-body =
    Bonjour,

    Dans un quartier, quelque chose attend depuis plus longtemps qu’il ne devrait, et personne de l’équipe n’a regardé ou ne peut regarder.

    Voulez-vous veiller à ce que quelqu’un regarde ? Le lien ci-dessous indique où.

mail-request-expired-subject = Votre demande s’est arrêtée
mail-request-expired-body =
    Bonjour,

    Nous n’avons pas eu de vos nouvelles depuis un moment. Votre demande s’est donc arrêtée.

    Avez-vous encore besoin d’aide ? Vous pouvez rouvrir votre demande dans les 30 jours avec le lien ci-dessous. L’équipe de quartier le fait volontiers avec vous.

mail-offer-approved-subject = Merci, votre offre est prête
mail-offer-approved-body =
    Bonjour,

    Quelle joie que vous vouliez aider. L’équipe de quartier a approuvé votre offre. Nous vous écrivons quand une demande vous convient. Vous choisissez chaque fois de dire oui ou non.

    Le lien ci-dessous vous permet de voir ou de modifier votre offre.

mail-offer-rejected-subject = Des nouvelles de votre offre
mail-offer-rejected-body =
    Bonjour,

    Merci de vouloir aider. L’équipe de quartier a lu votre offre. Sous cette forme, nous ne pouvons pas l’utiliser pour le moment.

    Le lien ci-dessous vous en donne la raison. L’équipe de quartier regarde volontiers avec vous ce qui est possible.

mail-match-proposed-subject = Une proposition pour vous
mail-match-proposed-body =
    Bonjour,

    Nous proposons de mettre deux personnes en contact, et vous êtes l’une d’elles. Vous choisissez tranquillement. Les noms et les coordonnées ne sont partagés que si vous dites oui tous les deux. Vous pouvez toujours dire non.

    Le lien ci-dessous mène à la proposition.

mail-match-agreed-subject = Vous avez dit oui tous les deux
mail-match-agreed-body =
    Bonjour,

    Bonne nouvelle, vous avez dit oui tous les deux. Vous pouvez maintenant choisir un moment ensemble.

    Le lien ci-dessous vous montre comment joindre l’autre personne. Pour toute question ou tout doute, l’équipe de quartier vous aide volontiers.

mail-match-off-subject = Des nouvelles d’une proposition ou d’un rendez-vous
mail-match-off-body =
    Bonjour,

    Une proposition ou un rendez-vous n’a pas lieu ou s’est arrêté. Il peut y avoir bien des raisons, et cela ne dit rien de vous.

    Le lien ci-dessous vous montre où en sont les choses. Si vous souhaitez en parler ou chercher une suite, l’équipe de quartier le fait volontiers avec vous.

mail-bond-changed-subject = Du nouveau pour votre contact régulier
mail-bond-changed-body =
    Bonjour,

    Quelque chose a changé dans votre contact régulier : il est en pause, il reprend, ou quelqu’un d’autre est cherché pour un temps. Le lien ci-dessous vous montre où en sont les choses.

mail-check-in-subject = Comment cela se passe-t-il entre vous ?
mail-check-in-body =
    Bonjour,

    Vous vous voyez depuis un certain temps. Comment cela se passe-t-il ? Dites-le-nous avec le lien ci-dessous. Seule l’équipe de quartier lit votre réponse.

mail-go-on-subject = Voulez-vous continuer avec quelqu’un d’autre ?
mail-go-on-body =
    Bonjour,

    Votre contact régulier a pris fin. Voulez-vous continuer avec quelqu’un d’autre ? Le lien ci-dessous vous montre où en est votre demande. Si vous n’avez plus besoin de personne, vous pouvez la retirer là ; si elle est terminée, vous pouvez la reprendre dans les 30 jours. L’équipe de quartier le fait volontiers avec vous.

mail-visit-planned-subject = Une visite est prévue
mail-visit-planned-body =
    Bonjour,

    Une visite est prévue. Le lien ci-dessous vous dit quand. Si le moment ne vous convient pas, vous pouvez l’annuler là.

mail-visit-off-subject = Une visite n’aura pas lieu
mail-visit-off-body =
    Bonjour,

    Une visite prévue n’aura pas lieu. Le lien ci-dessous vous montre laquelle. Si vous avez quand même besoin de quelqu’un à ce moment-là, l’équipe de quartier vous aidera volontiers.

mail-visit-unreported-subject = Comment s’est passée la visite ?
mail-visit-unreported-body =
    Bonjour,

    Une visite était prévue, et personne ne nous a encore dit comment elle s’est passée. Voulez-vous nous le dire avec le lien ci-dessous ? Ainsi nous savons que tout va bien.

mail-cover-wanted-subject = Une personne aidante ne peut pas venir
mail-cover-wanted-body =
    Bonjour,

    Une personne aidante ne peut pas venir, et personne n’a encore accepté de la remplacer. Voulez-vous chercher quelqu’un ? Le lien ci-dessous vous montre ce qui est demandé.

mail-nobody-opened-subject = Personne n’a ouvert la porte
mail-nobody-opened-body =
    Bonjour,

    Une personne aidante est venue, et personne n’a ouvert. Voulez-vous vérifier aujourd’hui que tout va bien ? Le lien ci-dessous vous montre de quelle visite il s’agit. Dites-le-nous là dès que vous avez joint la personne.

mail-confirm-old-address-subject = Les orientations doivent-elles aller à une autre adresse ?
mail-confirm-old-address-body =
    Bonjour,

    Quelqu’un de votre organisation a demandé d’envoyer désormais les orientations à une autre adresse.

    Le lien ci-dessous montre laquelle, et permet de confirmer. Elle compte dès que les deux boîtes ont confirmé. Ce n’était personne de chez vous ? Ne faites rien, et dites-le aux travailleurs du quartier.

mail-confirm-new-address-subject = Les orientations doivent-elles venir à cette adresse ?
mail-confirm-new-address-body =
    Bonjour,

    Une organisation a demandé d’envoyer désormais ses orientations à cette adresse.

    Le lien ci-dessous montre laquelle, et permet de confirmer. Elle compte dès que la boîte utilisée jusqu’ici l’a confirmé aussi.

mail-link-code-subject = Votre code pour une orientation
mail-link-code-body =
    Bonjour,

    Quelqu’un a demandé le code d’une orientation envoyée à votre organisation. Tapez-le sur la page derrière le lien. Il fonctionne 15 minutes.

    Ce n’était personne de votre organisation ? Alors il n’y a rien à faire : sans ce code, personne ne lit rien.

mail-referral-received-subject = Une orientation attend votre réponse
mail-referral-received-body =
    Madame, Monsieur,

    Une orientation a été envoyée à votre organisation par Buurtnet. Pour protéger la vie privée, cet e-mail ne contient aucune information sur la demande.

    Le lien ci-dessous vous permet de lire l’orientation, de poser une question, de l’accepter ou de la refuser en donnant une raison. Une réponse rapide est la meilleure aide pour la personne concernée. Nous vous remercions de votre collaboration.

mail-referral-reminder-subject = Une orientation attend toujours votre réponse
mail-referral-reminder-body =
    Bonjour,

    Une orientation attend depuis un moment un mot de votre part. Ce mot nous aide à aider la personne concernée, même si c’est un non.

    Le lien ci-dessous mène à l’orientation.

mail-concern-waits-subject = Un signalement attend
mail-concern-waits-body =
    Bonjour,

    Une inquiétude a été signalée dans votre quartier, et c’est votre tour de regarder. Le lien ci-dessous y mène.

    Si ce n’est pas possible maintenant, parlez-en à quelqu’un de l’équipe : sinon le signalement passe de lui-même à l’étape suivante.

mail-override-to-read-subject = Une orientation sans accord attend un deuxième lecteur
mail-override-to-read-body =
    Bonjour,

    Une orientation a été envoyée sans accord, parce que la vie ou la santé de quelqu’un semblait en danger.

    Lisez pourquoi dans les 72 heures après l’envoi. Si vous approuvez, dites-le ; sinon, l’orientation s’arrête tout de suite. Le lien ci-dessous y mène.

mail-backend-service-registered-subject = Un logiciel de votre organisation peut se connecter seul
mail-backend-service-registered-body =
    Bonjour,

    Un logiciel de votre organisation peut désormais lire des orientations et y répondre seul, sans que personne se connecte.

    Le lien ci-dessous montre de quel logiciel il s’agit et ce qu’il peut faire. Personne de votre organisation ne l’a demandé ? Connectez-vous, retirez-le, et dites-le-nous.

mail-backend-service-rekeyed-subject = Les clés de votre logiciel ont changé
mail-backend-service-rekeyed-body =
    Bonjour,

    Les clés avec lesquelles le logiciel de votre organisation se connecte ont changé. Celles qui n’y sont plus ne comptent plus.

    Le lien ci-dessous montre le logiciel et ses clés. Personne de votre organisation ne les a changées ? Connectez-vous, retirez le logiciel, et dites-le-nous.

mail-webhook-disabled-subject = Un webhook de votre organisation n’est plus appelé
mail-webhook-disabled-body =
    Bonjour,

    Le logiciel de votre organisation n’a pas pris ce que nous lui faisions savoir sur des orientations. Nous n’appelons donc plus son webhook.

    Le lien ci-dessous mène au webhook. Faites-le réparer, réactivez-le, et faites renvoyer ce qu’il a manqué. Les orientations elles-mêmes restent où elles ont toujours été.

mail-subscription-failed-subject = Le logiciel FHIR de votre organisation n’est plus averti
mail-subscription-failed-body =
    Bonjour,

    Le logiciel FHIR de votre organisation n’a pas pris ce que nous lui faisions savoir sur des orientations. Nous ne l’appelons donc plus.

    Le lien ci-dessous est l’abonnement. Faites réparer le logiciel, puis demandez de nouveau l’abonnement (statut requested) : il reprend à la première chose manquée. Les orientations elles-mêmes restent où elles ont toujours été.

mail-request-refused-again-subject = Une demande a encore été refusée
mail-request-refused-again-body =
    Bonjour,

    Pour une même demande, des organisations ont déjà dit deux fois qu’elles ne peuvent pas aider.

    Pouvez-vous chercher avec l’équipe ce qui est possible ? Le lien ci-dessous mène à la demande.

mail-referral-changed-subject = Des nouvelles d’une orientation
mail-referral-changed-body =
    Bonjour,

    Il y a du nouveau au sujet d’une orientation vers une organisation.

    Le lien ci-dessous vous montre où en sont les choses et si une réponse de votre part est attendue. Pour toute question, l’équipe de quartier est là pour vous.

mail-vetting-lapses-subject = Une vérification est à renouveler
mail-vetting-lapses-body =
    Bonjour,

    Quelque chose que nous avons vérifié ensemble quand vous avez commencé à aider doit bientôt être renouvelé, pour que vous puissiez continuer toute l’aide que vous proposez.

    Rien ne change pour les personnes que vous aidez maintenant. Le lien ci-dessous montre jusqu’à quand cela compte ; l’équipe de quartier le renouvellera volontiers avec vous.

mail-consent-recorded-subject = L’équipe a noté que vous avez donné votre accord
mail-consent-recorded-body =
    Bonjour,

    L’équipe de quartier a noté que vous avez donné votre accord, ou qu’une personne qui peut répondre pour vous l’a donné, pour partager ou montrer quelque chose.

    C’est bien cela ? Vous n’avez rien à faire.

    Ce n’est pas cela, ou vous avez changé d’avis ? Un clic sur le lien ci-dessous retire l’accord, et ce qui en dépend s’arrête aussitôt. Vous pouvez aussi le dire à l’équipe.

mail-consent-lapses-subject = Un accord donné prend bientôt fin
mail-consent-lapses-body =
    Bonjour,

    Un accord a été donné pour un certain temps. Ce temps se termine dans deux semaines.

    Le lien ci-dessous montre de quoi il s’agit. Pour continuer, il suffit de redonner votre accord, dans l’application ou avec l’équipe de quartier. Sinon, vous n’avez rien à faire.

mail-consent-lapsed-subject = Un accord a pris fin
mail-consent-lapsed-body =
    Bonjour,

    Un accord donné pour un certain temps a pris fin. Ce qui en dépendait s’arrête, et plus rien n’est partagé pour cette raison.

    Le lien ci-dessous montre de quoi il s’agit. Un accord peut être redonné à tout moment.

mail-still-here-subject = Souhaitez-vous rester sur Buurtnet ?
mail-still-here-body =
    Bonjour,

    Cela fait environ trois ans que nous ne vous avons plus vu sur Buurtnet. Souhaitez-vous rester ? Il suffit de vous connecter dans les 30 jours avec le lien ci-dessous.

    Sans nouvelles de vous, nous effacerons tout ce que nous gardons à votre sujet. Cela ne peut pas être annulé. Vous pourrez toujours vous inscrire à nouveau.

mail-export-ready-subject = Vos données sont prêtes
mail-export-ready-body =
    Bonjour,

    Vous avez demandé une copie de ce que Buurtnet garde à votre sujet. Elle est prête : connectez-vous avec le lien ci-dessous pour la prendre. Elle y reste une semaine.

    Vous n’avez rien demandé ? Choisissez un nouveau mot de passe et prévenez l’équipe de votre quartier.

mail-proxy-named-subject = Quelqu’un peut désormais agir pour une autre personne
mail-proxy-named-body =
    Bonjour,

    Vous nous l’avez dit, ou l’équipe du quartier l’a noté avec vous : sur Buurtnet, l’un de vous peut agir pour l’autre.

    Le lien ci-dessous montre pour qui, jusqu’où et jusqu’à quand. Vous pouvez y mettre fin à tout moment, ou d’un simple mot à l’équipe.

mail-proxy-ended-subject = Agir pour une autre personne : c’est terminé
mail-proxy-ended-body =
    Bonjour,

    Jusqu’à présent, l’un de vous pouvait agir pour l’autre sur Buurtnet. C’est maintenant terminé.

    Le lien ci-dessous montre de quoi il s’agissait. Si cela doit continuer, l’équipe du quartier l’arrangera volontiers avec vous.

mail-trial-subject = Courriel d’essai de Buurtnet
mail-trial-body = Ce courriel vient de Buurtnet pour vérifier que les courriels arrivent. Vous le lisez : cela fonctionne.
