### Les textes d’accord, à lire ou à entendre avant de choisir. Version 1.

consent-referral =
    Nous voulons transmettre votre demande à une organisation qui peut vous aider. Pour cela, nous demandons votre accord.

    Ce qui est partagé. Seulement les données cochées ici, avec la raison et l’urgence. Elles peuvent toucher à votre santé ou à votre situation.

    Avec qui. Seulement l’organisation nommée ici.

    Pourquoi. Pour qu’elle voie si elle peut vous aider, et vous aide.

    Combien de temps. Jusqu’à 30 jours après la fin de l’orientation. Si vous retirez votre accord, l’accès et l’orientation s’arrêtent aussitôt. Ce que l’organisation a déjà noté elle-même suit ses propres règles.

    Vous pouvez dire non. Cela ne change rien à l’aide de vos voisins.

    Vous pouvez retirer votre accord à tout moment, dans l’application ou auprès de l’équipe de quartier. Nous gardons la trace de votre oui ou de votre non. Une plainte est possible auprès de l’Autorité de protection des données.

consent-publishRequest =
    Nous voulons montrer votre demande à des personnes du quartier, pour que quelqu’un puisse proposer son aide. Pour cela, nous demandons votre accord.

    Ce qui est montré. Le court texte que vous avez approuvé et des points pratiques, comme le type d’aide, les moments, les langues et la distance approximative. Ni votre nom, ni votre adresse, ni vos coordonnées.

    À qui. Aux habitants des environs inscrits à Buurtnet.

    Pourquoi. Seulement pour trouver quelqu’un qui aide.

    Combien de temps. Tant que nous cherchons, ou jusqu’au retrait de votre accord. Nous cessons alors aussitôt. Ce qui a été lu ne peut être repris.

    Vous pouvez dire non. Vos voisins peuvent toujours vous aider, l’équipe de quartier cherche alors quelqu’un.

    Vous pouvez retirer votre accord à tout moment, dans l’application ou auprès de l’équipe. Nous gardons la trace de votre réponse. Une plainte est possible auprès de l’Autorité de protection des données.

consent-research =
    Nous voulons apprendre ce que les quartiers solidaires apportent aux gens. Pour utiliser aussi vos données, nous demandons votre accord.

    Ce qui est partagé. Seulement les données cochées ici. Jamais votre nom, votre adresse, vos coordonnées ni ce que vous avez écrit.

    Avec qui. Des chercheurs liés à Buurtnet par une convention. L’équipe de quartier peut vous dire qui.

    Pourquoi. Seulement pour étudier les quartiers solidaires. Personne n’est reconnaissable dans les résultats.

    Combien de temps. Jusqu’au retrait de votre accord, et au plus deux ans après la fin de votre demande ou offre.

    Vous pouvez dire non. Cela ne change rien à l’aide de vos voisins.

    Vous pouvez retirer votre accord à tout moment, dans l’application ou auprès de l’équipe. Nous n’utilisons alors plus vos données pour cela, les résultats déjà obtenus restent. Nous gardons la trace de votre réponse. Une plainte est possible auprès de l’Autorité de protection des données.

consent-askNeighbourhood =
    Une organisation qui vous aide souhaite demander de l’aide à des voisins en votre nom, par Buurtnet. Pour cela, nous demandons votre accord.

    Ce que nous partageons : votre nom, l’endroit où vous habitez et la façon de vous joindre, et l’aide dont vous avez besoin, avec les travailleurs de votre quartier. Les voisins ne voient rien tant que vous n’êtes pas d’accord avec quelqu’un.

    Ce que l’organisation apprend : seulement si l’aide est venue. Pas qui vous aide, ni ce que vous dites au quartier.

    Combien de temps : tant que nous cherchons, et pour l’organisation jusqu’à 30 jours après. Si vous retirez votre accord, la demande s’arrête aussitôt et l’organisation ne voit plus rien.

    Vous pouvez dire non. Cela n’a pas de conséquences pour l’aide de l’organisation.

    Vous pouvez retirer votre accord à tout moment, dans l’app ou auprès d’un travailleur de quartier. Nous gardons votre réponse. Les plaintes sur la vie privée vont à l’Autorité de protection des données.
