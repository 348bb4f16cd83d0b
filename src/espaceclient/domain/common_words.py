"""The words that common passwords are made of, French and English, as data.

Each stands for all that people make of it to meet the rules (``common_passwords``), so neither
capitals, accents, digits, years nor signs are listed. They are of the kinds that lead every list of
leaked passwords: the word itself, runs of keys, first names, pet names, clubs, seasons and months,
the largest cities; and what a customer of a water utility thinks of.
"""

_ENTRANCE = """
    password passwort passw pass passe passepartout motdepasse mdp motdepass monmotdepasse nouveau
    nouveaumotdepasse newpassword mypassword changeme changezmoi change changer secret topsecret
    login admin administrateur administrator root user users utilisateur guest invite test tests
    testing tester testtest demo default defaut temp temporaire sesame ouvretoi letmein
    welcome bienvenue access acces trustno master system compte client clients clientele
    espaceclient abonne abonnement contrat compteur facture eau leau eaux maison appartement
    dossier internet ordinateur computer server serveur orange free bouygues
    google facebook amazon apple samsung windows microsoft gmail hotmail outlook yahoo linkedin
"""

_KEYS = """
    a az aze azer azert azerty azertyu azertyui azertyuio azertyuiop azertyqwerty qw qwe qwer
    qwert qwerty qwertyu qwertyui qwertyuiop qwertz qwertzuiop qsd qsdf qsdfg qsdfgh qsdfghjkl
    qsdfghjklm wxc wxcv wxcvb wxcvbn asd asdf asdfg asdfgh asdfghjkl zxc zxcv zxcvb zxcvbn zxcvbnm
    qaz qazwsx qazwsxedc wsx aqw aqwzsx aqwzsxedc aqwxsz ab abc abcd abcde abcdef abcdefg abcdefgh
    xyz xxx abcabc azeaze azeqsd azerqsdf azertyazerty qwertyqwerty
"""

_FIRST_NAMES = """
    adam adrien agathe alain albert alex alexandre alexandra alexis alice aline amandine amelie
    andre andrea angelique anna anne annie anthony antoine arnaud arthur audrey aurelie aurelien
    axel baptiste bastien beatrice benjamin benoit bernard brigitte bruno camille carine carole
    caroline catherine cecile celia celine chantal charles charlie charlotte chloe christelle
    christian christiane christine christophe claire clara claude claudine clemence clement coralie
    corinne cyril damien daniel danielle david delphine denis denise didier dominique dylan
    elodie eliane elisabeth elise emilie emma emmanuel enzo eric estelle ethan etienne eva eve
    evelyne fabien fabienne fabrice fanny fatima felix florence florent florian francis franck
    francois francoise frederic gabriel gael genevieve georges gerard ghislaine gilbert gilles
    guillaume gregory guy helene henri herve hugo ines isabelle jack jacqueline jacques james jean
    jeanne jennifer jeremy jerome jessica joel john jonathan jordan joseph josette joshua julia
    julie julien juliette justine karim karine katia kevin killian laetitia laura laure laurence
    laurent lea leo leon liam lilou lina lisa loic lola louane louis louise lucas lucie ludovic
    luna magali manon marc marcel margaux maria marianne marie marine marion marlene martin martine
    mathieu mathilde mathis matteo matthew matthieu maurice max maxime maxence melanie melissa
    mercedes michael michel michele michelle mickael mireille mohamed monique morgane muriel nadine
    nadia nathalie nathan nicolas nicole nina noa noah noe noemie odile oceane olivia olivier
    ophelie oscar pascal pascale patrice patricia patrick paul pauline philippe pierre quentin
    rachid raphael raymond regine remi renaud rene richard robert robin roger roland romain romane
    rose sabine sabrina sacha salome samuel sandra sandrine sandy sarah sebastien serge severine
    simon simone solene sonia sophie stephane stephanie steve suzanne sylvain sylvie tania tatiana
    theo theophile thierry thomas tiago timeo tom tony valentin valerie vanessa veronique victor
    victoria vincent virginie william xavier yann yannick yasmine yohan yves yvette yvonne zoe
"""

_THINGS = """
    bonjour bonsoir salut coucou hello soleil sunshine lune etoile star stars ciel mer ocean plage
    montagne fleur fleurs rosie tulipe marguerite violette papillon butterfly dauphin dolphin lapin
    chat chaton chien chienne toutou minou minette loulou louloute doudou doudoune nounours poupee
    poussin tigre tigrou lion loup wolf cheval poney dragon monkey panda princesse princess prince
    reine queen roi king chouchou cheri cherie amour amours love lover loveyou iloveyou jetaime
    jtaime mamour coeur bisou bisous calin tendresse bebe baby babygirl bijou chocolat
    chocolate caramel cookie cookies nutella vanille banane pomme orange citron cerise fraise
    cafe biere whisky pastis vin fromage croissant camembert crevette gateau maman papa mamie papy
    papi famille family enfant enfants soeur frere amitie bonheur liberte egalite fraternite paix
    espoir vacances voyage musique music guitare piano danse football foot soccer baseball
    basketball rugby tennis petanque ballon velo moto voiture ferrari porsche peugeot renault
    citroen clio mustang harley batman superman spiderman starwars pokemon pikachu naruto
    minecraft fortnite matrix hunter shadow ninja killer freedom whatever
    nothing trustme merlin merlot zidane mbappe ronaldo messi psg allezlom forzaom teamom
    olympique stade johnny hallyday goldman mylene madonna michaeljackson jesus dieu allah
    ange angel demon diable mystere magie magic
    cristal diamond diamant argent gold silver bronze noir blanc rouge bleu vert jaune rose violet
    football liverpool arsenal chelsea barcelona
"""

_TIMES = """
    printemps ete automne hiver spring summer autumn winter noel paques janvier fevrier mars avril
    mai juin juillet aout septembre octobre novembre decembre january february march april may june
    july august september october november december lundi mardi mercredi jeudi vendredi samedi
    dimanche monday tuesday wednesday thursday friday saturday sunday bonneannee anniversaire
"""

_PLACES = """
    france francais republique europe algerie maroc tunisie portugal espagne italie italia bresil
    corse corsica bretagne normandie provence alsace lorraine savoie auvergne occitanie guadeloupe
    martinique reunion guyane mayotte antilles paris marseille lyon toulouse nice nantes montpellier
    strasbourg bordeaux lille rennes reims toulon grenoble dijon angers nimes villeurbanne
    saintetienne saintdenis lehavre clermont clermontferrand aix aixenprovence brest tours amiens
    limoges annecy perpignan boulogne metz besancon orleans rouen mulhouse caen nancy argenteuil
    montreuil roubaix tourcoing avignon poitiers versailles pau calais cannes antibes beziers
    larochelle lorient colmar valence quimper troyes niort chambery bayonne bastia ajaccio arles
    martigues aubagne cassis istres salon salondeprovence laciotat gardanne vitrolles marignane
    chateauneuf london londres newyork washington
"""

COMMON_WORDS = frozenset(
    " ".join((_ENTRANCE, _KEYS, _FIRST_NAMES, _THINGS, _TIMES, _PLACES)).split()
)
"""A little over eight hundred words; without accents, as they are compared."""
